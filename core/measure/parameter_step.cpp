#include "core/measure/parameter_step.h"

#include <algorithm>
#include <cassert>

namespace sharedfate {
namespace {

constexpr std::uint64_t few = 64;
constexpr std::uint64_t factors[] = {1, 2, 5};

/// The smallest of 1, 2, 5, 10, ... above a value, or `limit` if that is smaller.
std::uint64_t round_above(std::uint64_t value, std::uint64_t limit) {
  for (std::uint64_t power = 1;; power *= 10) {
    for (const std::uint64_t factor : factors) {
      if (power > limit / factor) return limit;
      if (power * factor > value) return power * factor;
    }
  }
}

/// The largest of 1, 2, 5, 10, ... below a value; 0 if there is none.
std::uint64_t round_below(std::uint64_t value) {
  std::uint64_t found = 0;
  for (std::uint64_t power = 1; power < value; power *= 10) {
    for (const std::uint64_t factor : factors) {
      if (power < value / factor || (power == value / factor && value % factor > 0))
        found = power * factor;
    }
    if (power > value / 10) break;
  }
  return found;
}

}  // namespace

std::uint64_t step_parameter(const ParameterRow& row, std::uint64_t value, int direction) {
  assert(row.kind == ParameterKind::number);
  if (direction == 0) return value;
  if (row.most - row.least <= few) {
    if (direction > 0) return std::min(row.most, value + 1);
    return value > row.least ? value - 1 : row.least;
  }
  const std::uint64_t wanted = direction > 0 ? round_above(value, row.most) : round_below(value);
  return std::clamp(wanted, row.least, row.most);
}

}  // namespace sharedfate
