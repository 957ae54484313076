#include "core/system/core_use.h"

#include <algorithm>
#include <cmath>

namespace sharedfate {
namespace {

double share_of(std::uint64_t part, double whole) {
  return std::clamp(static_cast<double>(part) / whole, 0.0, 1.0);
}

std::uint64_t growth(std::uint64_t before, std::uint64_t after) {
  return std::max(before, after) - before;
}

std::string percent(double share) { return std::to_string(std::lround(100 * share)) + " %"; }

}  // namespace

CoreShares core_shares(const CoreUse& before, const CoreUse& after) {
  if (before.cores == 0 || before.cores != after.cores || after.at_ns <= before.at_ns) return {};
  const auto elapsed = static_cast<double>(after.at_ns - before.at_ns);
  const double whole = elapsed * after.cores;
  const std::uint64_t own = growth(before.own_ns, after.own_ns);
  const std::uint64_t busy = growth(before.busy_ns, after.busy_ns);
  return {true, share_of(own, whole), share_of(growth(own, busy), whole),
          share_of(growth(before.throttled_ns, after.throttled_ns), elapsed)};
}

CoreShares worse_of(const CoreShares& one, const CoreShares& other) {
  return {one.known || other.known, std::max(one.own, other.own),
          std::max(one.others, other.others), std::max(one.throttled, other.throttled)};
}

std::string core_shares_words(const CoreShares& shares, std::string_view remedy) {
  if (!shares.known) return "";
  std::string words = "ther programs took " + percent(shares.others) + " of the cores";
  if (!is_busy(shares)) return "O" + words + " meanwhile.";
  words = "This machine was busy: o" + words;
  if (shares.throttled > 0)
    words += ", and the kernel kept this program off them for " + percent(shares.throttled) +
             " of the time";
  return words + ". " + std::string(remedy);
}

}  // namespace sharedfate
