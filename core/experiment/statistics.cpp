#include "core/experiment/statistics.h"

#include <algorithm>
#include <cstddef>
#include <string>

namespace sharedfate {

Distribution::Distribution(ExperimentReport& report, std::string_view of, std::string_view name,
                           std::string_view x_unit, std::string_view y_unit)
    : report_(&report),
      median_(report.series(of, name, x_unit, y_unit)),
      lower_(report.series(of, std::string(name) + ", lower quartile", x_unit, y_unit)),
      upper_(report.series(of, std::string(name) + ", upper quartile", x_unit, y_unit)) {}

Estimate Distribution::add(double x, const std::vector<double>& values) {
  const Estimate middle = estimate_median(values);
  add(x, middle.value, values);
  return middle;
}

void Distribution::add(double x, double middle, const std::vector<double>& values) {
  report_->point(median_, x, middle);
  report_->point(lower_, x, quantile(values, 0.25));
  report_->point(upper_, x, quantile(values, 0.75));
}

Status measure_in_turn(ExperimentReport& report, std::uint64_t runs, std::size_t variants,
                       const std::function<Status(std::uint64_t, std::size_t)>& measure,
                       ProgressPart part) {
  const double steps = static_cast<double>(runs + 1) * static_cast<double>(variants);
  double step = 0;
  for (std::uint64_t round = 0; round <= runs; ++round) {
    for (const std::size_t variant : random_order(variants, round)) {
      if (Status measured = measure(round, variant); !measured) return measured;
      report.progress(part.from + (part.to - part.from) * ++step / steps);
    }
  }
  return Done{};
}

void report_lost(ExperimentReport& report, std::string_view of, double expected,
                 const std::vector<double>& lost) {
  const auto with_loss =
      std::count_if(lost.begin(), lost.end(), [](double each) { return each != 0; });
  const Estimate middle = estimate_median(lost);
  const auto share = [expected](double part) { return 100 * part / expected; };
  report.fact(of, "expected", expected, "");
  report.fact(of, "measured",
              Estimate{expected - middle.value, expected - middle.high, expected - middle.low,
                       middle.repeats},
              "");
  report.fact(of, "lost", middle, "");
  report.fact(of, "lost least", quantile(lost, 0), "");
  report.fact(of, "lost most", quantile(lost, 1), "");
  report.fact(of, "lost share",
              Estimate{share(middle.value), share(middle.low), share(middle.high), middle.repeats},
              "%");
  report.fact(of, "runs with loss", static_cast<double>(with_loss), "");
}

}  // namespace sharedfate
