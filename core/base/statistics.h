#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

// Figures that were measured many times.
namespace sharedfate {

/// The value that `share` (0 to 1) of all values do not exceed, by nearest rank: it is one of the
/// values. 0 if there are none.
double quantile(std::vector<double> values, double share);
inline double median(std::vector<double> values) { return quantile(std::move(values), 0.5); }

/// A figure, and the interval in which it lies. A count is exact: `low` and `high` equal `value`.
struct Estimate {
  double value = 0, low = 0, high = 0;
  int repeats = 0;  ///< of the measurement; 0: the figure was counted, and is exact

  static Estimate exact(double value) { return {value, value, value, 0}; }
  friend bool operator==(const Estimate&, const Estimate&) = default;
};

/// The median of repeated measurements with its confidence interval by order statistics: the
/// narrowest pair of equally extreme values that encloses the true median with a probability of at
/// least 95 %, whatever the distribution is. Fewer than 6 values cannot reach that: then the
/// interval is their range (of 5 values: 93.75 %). Source: H. A. David, H. N. Nagaraja, Order
/// Statistics, 3rd ed., section 7.1. Precondition: there is a value.
Estimate estimate_median(const std::vector<double>& values);

/// The place of the value that estimate_median() finds. Where one run has several figures that
/// belong together, this is the run whose figures are to be shown. Precondition: there is a value.
std::size_t median_place(const std::vector<double>& values);
/// The figure of that run, with the interval of the median of all runs, widened to enclose it.
/// Precondition: `place` is one of `values`.
Estimate estimate_at(const std::vector<double>& values, std::size_t place);

/// 0 to `count` - 1 in a random order, which is the same for the same seed.
std::vector<std::size_t> random_order(std::size_t count, std::uint64_t seed);

}  // namespace sharedfate
