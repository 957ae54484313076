#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/report/run_text.h"

namespace sharedfate {
namespace {

GilReport interrupted_report() {
  GilReport report;
  report.cores = 2;
  report.interrupted = true;
  report.machine = {true, 0.5, 0.4, 0};
  GilRow measured;
  measured.wall_ms = {40, 60};
  measured.time_ms = estimate_median(measured.wall_ms);
  measured.speedup = estimate_median({1.5, 2});
  report.rows = {measured, GilRow{}};
  return report;
}

TEST(GilText, SaysWhatWasNotMeasured) {
  const std::string text = gil_text(interrupted_report());
  EXPECT_NE(text.find("40 ms (40 to 60)"), std::string::npos) << text;
  EXPECT_NE(text.find("1.50× (1.50 to 2.00)"), std::string::npos) << text;
  EXPECT_NE(text.find("not measured"), std::string::npos) << text;
  EXPECT_EQ(text.find(" 0 ms"), std::string::npos) << text;
  EXPECT_NE(text.find("other programs took 40 % of the cores"), std::string::npos) << text;
}

TEST(GilText, AsJsonHasIntervalsAndNullForWhatWasNotMeasured) {
  const auto json = nlohmann::json::parse(gil_json(interrupted_report()));
  EXPECT_EQ(json.at("rows").at(0).at("median_ms"), 40);
  EXPECT_EQ(json.at("rows").at(0).at("median_ms_interval"),
            (nlohmann::json{{"low", 40}, {"high", 60}, {"repeats", 2}}));
  EXPECT_EQ(json.at("rows").at(0).at("speedup"), 1.5);
  EXPECT_EQ(json.at("machine").at("others"), 0.4);
  for (const char* const key : {"median_ms", "median_ms_interval", "speedup", "speedup_interval"})
    EXPECT_TRUE(json.at("rows").at(1).at(key).is_null()) << key;
}

}  // namespace
}  // namespace sharedfate
