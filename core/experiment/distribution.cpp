#include "core/experiment/distribution.h"

#include <string>

#include "core/experiment/statistics.h"

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

}  // namespace sharedfate
