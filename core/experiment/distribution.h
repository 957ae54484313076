#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "core/experiment/experiment_report.h"

namespace sharedfate {

/// A figure that is measured many times at each x. Reports its median over x as the series NAME and
/// its quartiles as "NAME, lower quartile" and "NAME, upper quartile". `report` must outlive it.
class Distribution {
 public:
  Distribution(ExperimentReport& report, std::string_view of, std::string_view name,
               std::string_view x_unit, std::string_view y_unit);
  /// Reports the median and the quartiles of `values`, measured at `x`; returns the median.
  double add(double x, const std::vector<double>& values);

 private:
  ExperimentReport* report_;
  std::uint32_t median_, lower_, upper_;
};

}  // namespace sharedfate
