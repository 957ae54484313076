#include "core/base/statistics.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstddef>

namespace sharedfate {
namespace {

/// How many values to leave out at either end. The true median is below the smallest `cut + 1`
/// values or above the largest with the probability that at most `cut` of n tosses of a coin are
/// heads, once for either end.
std::size_t cut_of(std::size_t count) {
  constexpr double outside_max = 0.05;
  constexpr std::size_t exact_max = 1'000;
  const auto n = static_cast<double>(count);
  // The binomial distribution is nearly normal by then, and 0.5 to the power of n would vanish.
  if (count > exact_max) return static_cast<std::size_t>((n - 1.96 * std::sqrt(n)) / 2) - 1;
  double probability = std::pow(0.5, n);  // of exactly `cut` heads
  double outside = 2 * probability;
  std::size_t cut = 0;
  while (2 * (cut + 2) <= count) {
    const auto heads = static_cast<double>(cut);
    probability *= (n - heads) / (heads + 1);
    outside += 2 * probability;
    if (outside > outside_max) break;
    ++cut;
  }
  return cut;
}

}  // namespace

double quantile(std::vector<double> values, double share) {
  if (values.empty()) return 0;
  const double rank = std::ceil(std::clamp(share, 0.0, 1.0) * static_cast<double>(values.size()));
  const std::size_t place = rank < 1 ? 0 : static_cast<std::size_t>(rank) - 1;
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(place),
                   values.end());
  return values[place];
}

Estimate estimate_median(const std::vector<double>& values) {
  assert(!values.empty());
  std::vector<double> sorted = values;
  std::sort(sorted.begin(), sorted.end());
  const std::size_t cut = cut_of(sorted.size());
  return {sorted[(sorted.size() - 1) / 2], sorted[cut], sorted[sorted.size() - 1 - cut],
          static_cast<int>(sorted.size())};
}

}  // namespace sharedfate
