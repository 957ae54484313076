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
  /// Reports the median and the quartiles of `values`, measured at `x`; returns the median with its
  /// interval. Precondition: there is a value.
  Estimate add(double x, const std::vector<double>& values);
  /// The same with a median that is known already.
  void add(double x, double middle, const std::vector<double>& values);

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

/// The part of an experiment that something is, for its progress.
struct ProgressPart {
  double from = 0, to = 1;
};

/// Calls `measure(round, variant)` for each variant, from 0, in each round, and reports the
/// progress. Round 0 warms up and does not count: it also pays for cold caches and for clock rates
/// that have yet to rise. Rounds 1 to `runs` count. The variants take turns, so that a disturbance
/// of some length hits all of them, and in another random order in each round, so that none is
/// always after the same other one; each time the experiment is run, the orders are the same. Ends
/// with the first error.
Status measure_in_turn(
    ExperimentReport& report, std::uint64_t runs, std::size_t variants,
    const std::function<Status(std::uint64_t round, std::size_t variant)>& measure,
    ProgressPart part = {});

/// Reports how many of `expected` increments, the same number in each run, the runs have lost: the
/// facts "expected", "measured", "lost" and "lost share" of `of`, which are those of one run, the
/// one that has lost the median; "lost least", "lost most" and "runs with loss". Precondition:
/// there was a run.
void report_lost(ExperimentReport& report, std::string_view of, double expected,
                 const std::vector<double>& lost);

}  // namespace sharedfate
