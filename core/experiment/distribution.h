#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "core/experiment/experiment_report.h"

namespace sharedfate {

/// A figure that was measured many times at each x: its median over x, and its quartiles as the
/// series "NAME, lower quartile" and "NAME, upper quartile".
class Distribution {
 public:
  Distribution(ExperimentReport& report, std::string_view of, std::string_view name,
               std::string_view x_unit, std::string_view y_unit);
  /// Reports the values that were measured at `x`; there is at least one. Returns their median.
  double add(double x, const std::vector<double>& values);

 private:
  ExperimentReport* report_;
  std::uint32_t median_, lower_, upper_;
};

}  // namespace sharedfate
