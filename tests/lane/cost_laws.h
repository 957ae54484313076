#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "core/measure/measurement_run.h"

namespace sharedfate::testing {

/// Experiments that measure costs. The parameter says whether namespaces are used.
class CostExperiment : public ::testing::TestWithParam<bool> {
 protected:
  /// Runs the experiment to its end and expects that no record is rejected.
  static Measurement measure_all(std::string_view name, std::string_view parameters) {
    const ExperimentRow& row = *find_experiment(name).value();
    const auto chosen = Parameters::parse(row.parameters, parameters);
    if (!chosen) {
      ADD_FAILURE() << chosen.error().text();
      return {};
    }
    MeasurementOptions options;
    options.use_namespaces = GetParam();
    const auto measured = measure(row, chosen.value(), nullptr, options);
    if (!measured) {
      ADD_FAILURE() << measured.error().text();
      return {};
    }
    EXPECT_EQ(measured.value().state, MeasurementState::done) << measured.value().trouble;
    EXPECT_EQ(measured.value().records_rejected, 0U);
    EXPECT_EQ(measured.value().progress, 1);
    return measured.value();
  }

  /// Expects the series `name` of `of`, medians at rising x, with its quartiles. Returns the x
  /// values.
  static std::vector<double> expect_distribution(const Measurement& measured, std::string_view of,
                                                 const std::string& name) {
    const MeasuredSeries* median = measured.find_series(of, name);
    const MeasuredSeries* lower = measured.find_series(of, name + ", lower quartile");
    const MeasuredSeries* upper = measured.find_series(of, name + ", upper quartile");
    std::vector<double> at;
    if (median == nullptr || lower == nullptr || upper == nullptr) {
      ADD_FAILURE() << "no distribution " << of << ", " << name;
      return at;
    }
    EXPECT_EQ(lower->points.size(), median->points.size());
    EXPECT_EQ(upper->points.size(), median->points.size());
    for (std::size_t i = 0;
         i < median->points.size() && i < lower->points.size() && i < upper->points.size(); ++i) {
      const double x = median->points[i].x;
      EXPECT_TRUE(at.empty() || x > at.back()) << x;
      EXPECT_EQ(lower->points[i].x, x);
      EXPECT_EQ(upper->points[i].x, x);
      EXPECT_LE(lower->points[i].y, median->points[i].y);
      EXPECT_GE(upper->points[i].y, median->points[i].y);
      at.push_back(x);
    }
    return at;
  }
};

inline std::string namespaces_name(const ::testing::TestParamInfo<bool>& each) {
  return each.param ? "namespaces" : "no_namespaces";
}

}  // namespace sharedfate::testing
