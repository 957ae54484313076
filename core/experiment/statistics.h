#pragma once

#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "core/base/statistics.h"
#include "core/experiment/experiment_report.h"
#include "core/experiment/parameters.h"

// Figures that are measured many times.
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

/// The parameter that says how often an experiment measures.
constexpr ParameterRow runs_parameter(std::string_view standard, std::uint64_t most = 1'000) {
  return {.name = "runs",
          .sentence = "How often all that is done",
          .standard = standard,
          .least = 1,
          .most = most};
}

/// Calls `measure(run, variant)`, both from 0, `runs` times for each variant, and reports the
/// progress. The variants take turns, so that a disturbance of some length hits all of them. Ends
/// with the first error.
Status measure_in_turn(
    ExperimentReport& report, std::uint64_t runs, std::size_t variants,
    const std::function<Status(std::uint64_t run, std::size_t variant)>& measure);

/// Reports how many of `expected` increments each run has lost, as the facts "lost", "lost least",
/// "lost most", "lost share" and "runs with loss" of `of`. Precondition: there was a run.
void report_lost(ExperimentReport& report, std::string_view of, double expected,
                 const std::vector<double>& lost);

}  // namespace sharedfate
