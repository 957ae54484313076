#pragma once

#include <vector>

namespace sharedfate {

/// The value that `share` (0 to 1) of all values do not exceed, by nearest rank: it is one of the
/// values. 0 if there are none.
double quantile(std::vector<double> values, double share);
inline double median(std::vector<double> values) { return quantile(std::move(values), 0.5); }

}  // namespace sharedfate
