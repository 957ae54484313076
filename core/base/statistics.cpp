#include "core/base/statistics.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <random>

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

std::size_t median_place(const std::vector<double>& values) {
  const double middle = estimate_median(values).value;
  return static_cast<std::size_t>(std::find(values.begin(), values.end(), middle) - values.begin());
}

Estimate estimate_at(const std::vector<double>& values, std::size_t place) {
  assert(place < values.size());
  const Estimate middle = estimate_median(values);
  const double value = values[place];
  return {value, std::min(middle.low, value), std::max(middle.high, value), middle.repeats};
}

std::vector<std::size_t> random_order(std::size_t count, std::uint64_t seed) {
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::shuffle(order.begin(), order.end(), std::mt19937_64(seed));
  return order;
}

}  // namespace sharedfate
