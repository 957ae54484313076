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

double Distribution::add(double x, const std::vector<double>& values) {
  const double middle = median(values);
  report_->point(median_, x, middle);
  report_->point(lower_, x, quantile(values, 0.25));
  report_->point(upper_, x, quantile(values, 0.75));
  return middle;
}

Status measure_in_turn(ExperimentReport& report, std::uint64_t runs, std::size_t variants,
                       const std::function<Status(std::uint64_t, std::size_t)>& measure) {
  const double steps = static_cast<double>(runs) * static_cast<double>(variants);
  double step = 0;
  for (std::uint64_t run = 0; run < runs; ++run) {
    for (std::size_t variant = 0; variant < variants; ++variant) {
      if (Status measured = measure(run, variant); !measured) return measured;
      report.progress(++step / steps);
    }
  }
  return Done{};
}

void report_lost(ExperimentReport& report, std::string_view of, double expected,
                 const std::vector<double>& lost) {
  const auto with_loss =
      std::count_if(lost.begin(), lost.end(), [](double each) { return each != 0; });
  report.fact(of, "lost", median(lost), "");
  report.fact(of, "lost least", quantile(lost, 0), "");
  report.fact(of, "lost most", quantile(lost, 1), "");
  report.fact(of, "lost share", 100 * median(lost) / expected, "%");
  report.fact(of, "runs with loss", static_cast<double>(with_loss), "");
}

}  // namespace sharedfate
