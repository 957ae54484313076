#include "core/experiment/statistics.h"

#include <gtest/gtest.h>

#include <map>

namespace sharedfate {
namespace {

/// Keeps the facts and the progress.
class KeptReport : public ExperimentReport {
 public:
  KeptReport() : ExperimentReport(0) {}
  std::map<std::string, Estimate> facts;  ///< by name; the last one of each
  double progress_so_far = 0;

 private:
  void send(const MeasurementRecord& record) override {
    if (record.kind == MeasurementKind::progress) progress_so_far = record.y;
    if (record.kind == MeasurementKind::fact)
      facts[std::string(get_text(record.name))] = {record.y, record.low, record.high,
                                                   static_cast<int>(record.repeats)};
  }
};

TEST(MeasureInTurn, WarmsUpAndThenGivesEachVariantItsTurnInEachRound) {
  KeptReport report;
  std::vector<std::vector<std::size_t>> rounds(4);
  const Status done = measure_in_turn(report, 3, 5,
                                      [&](std::uint64_t round, std::size_t variant) {
                                        rounds[round].push_back(variant);
                                        return Status(Done{});
                                      },
                                      {0.5, 0.75});
  ASSERT_TRUE(done);
  EXPECT_EQ(report.progress_so_far, 0.75);
  for (std::size_t i = 1; i < rounds.size(); ++i) EXPECT_NE(rounds[i], rounds[i - 1]);
  for (auto& round : rounds) {
    std::sort(round.begin(), round.end());
    EXPECT_EQ(round, (std::vector<std::size_t>{0, 1, 2, 3, 4}));
  }
}

TEST(MeasureInTurn, EndsWithTheFirstError) {
  KeptReport report;
  int calls = 0;
  const Status done = measure_in_turn(report, 3, 5, [&](std::uint64_t, std::size_t) {
    return ++calls == 7 ? Status(Error{"go on", "no", ""}) : Status(Done{});
  });
  EXPECT_FALSE(done);
  EXPECT_EQ(calls, 7);
}

class LostTest : public testing::TestWithParam<std::vector<double>> {};

// What is shown together is of one run, also where there is no middle one.
TEST_P(LostTest, WhatIsMeasuredAndWhatIsLostAddUp) {
  KeptReport report;
  report_lost(report, "unprotected", 1000, GetParam());
  const Estimate measured = report.facts["measured"], lost = report.facts["lost"];
  EXPECT_EQ(report.facts["expected"], Estimate::exact(1000));
  EXPECT_EQ(measured.value + lost.value, 1000);
  EXPECT_EQ(measured.low + lost.high, 1000);
  EXPECT_EQ(measured.high + lost.low, 1000);
  EXPECT_EQ(report.facts["lost share"].value, lost.value / 10);
  EXPECT_NE(std::find(GetParam().begin(), GetParam().end(), lost.value), GetParam().end());
  EXPECT_EQ(lost.repeats, static_cast<int>(GetParam().size()));
  EXPECT_LE(report.facts["lost least"].value, lost.low);
  EXPECT_GE(report.facts["lost most"].value, lost.high);
}

INSTANTIATE_TEST_SUITE_P(Runs, LostTest,
                         testing::Values(std::vector<double>{300}, std::vector<double>{100, 500},
                                         std::vector<double>{7, 0, 400},
                                         std::vector<double>{600, 10, 40, 200}));

}  // namespace
}  // namespace sharedfate
