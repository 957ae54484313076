#pragma once

#include <vector>

namespace sharedfate {

/// The value that `share` (0 to 1) of all values do not exceed; 0.5: the median. The nearest rank,
/// so that it is one of them. 0 where there are none.
double quantile(std::vector<double> values, double share);
inline double median(std::vector<double> values) { return quantile(std::move(values), 0.5); }

}  // namespace sharedfate
