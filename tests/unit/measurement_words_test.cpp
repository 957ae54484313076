#include "core/measure/measurement_words.h"

#include <gtest/gtest.h>

namespace sharedfate {
namespace {

void add(Measurement& measurement, const char* of, const char* name, double value,
         const char* unit = "") {
  measurement.facts.push_back(
      {.of = of, .name = name, .unit = unit, .figure = Estimate::exact(value), .words = ""});
}

TEST(MeasurementWords, FiguresAreGrouped) {
  EXPECT_EQ(figure_words(0), "0");
  EXPECT_EQ(figure_words(999), "999");
  EXPECT_EQ(figure_words(1000), "1,000");
  EXPECT_EQ(figure_words(12'345'678), "12,345,678");
  EXPECT_EQ(figure_words(-1234), "-1,234");
  EXPECT_EQ(figure_words(7.84), "7.84");
}

TEST(MeasurementWords, AnExperimentWithoutWordsOfItsOwnNamesEachFact) {
  Measurement measurement;
  measurement.experiment = find_experiment("spawn").value();
  add(measurement, "", "cores", 2);
  add(measurement, "thread", "median", 19, "µs");
  measurement.facts.push_back(
      {.of = "thread", .name = "how", .unit = "", .figure = {}, .words = "created and joined"});
  measurement.notes.emplace_back("Something to know.");
  const auto paragraphs = paragraphs_of(measurement);
  ASSERT_EQ(paragraphs.size(), 3U);
  EXPECT_EQ(paragraphs[0].text, "Cores 2.");
  EXPECT_EQ(paragraphs[1].of, "thread");
  EXPECT_EQ(paragraphs[1].text, "Median 19 µs, how: created and joined.");
  EXPECT_EQ(paragraphs[2].text, "Something to know.");
}

TEST(MeasurementWords, ARaceSaysWhatWasLostAndWhatItCosts) {
  Measurement measurement;
  measurement.experiment = find_experiment("race").value();
  measurement.series.push_back({"unprotected", "price", "run", "ns", {{1, 2}, {2, 2}}});
  measurement.series.push_back({"mutex", "price", "run", "ns", {{1, 30}, {2, 30}}});
  for (const auto* of : {"unprotected", "mutex"}) {
    const bool bare = std::string(of) == "unprotected";
    add(measurement, of, "expected", 400'000);
    add(measurement, of, "measured", bare ? 250'000 : 400'000);
    add(measurement, of, "lost", bare ? 150'000 : 0);
    add(measurement, of, "lost least", 0);
    add(measurement, of, "lost most", bare ? 160'000 : 0);
    add(measurement, of, "lost share", bare ? 37.5 : 0, "%");
    add(measurement, of, "runs with loss", bare ? 1 : 0);
    add(measurement, of, "price", bare ? 2 : 30, "ns");
  }
  const auto paragraphs = paragraphs_of(measurement);
  ASSERT_EQ(paragraphs.size(), 2U);
  EXPECT_EQ(paragraphs[0].text,
            "Expected 400,000, measured 250,000: 150,000 lost, 37.5% (the median of 2 runs; from 0 "
            "to 160,000). 1 of them lost some. 2 ns per increment.");
  EXPECT_EQ(paragraphs[1].text,
            "Expected 400,000, measured 400,000: nothing lost in 2 runs. 30 ns per increment, 15 "
            "times the price without protection.");
}

TEST(MeasurementWords, ADeadlockSaysItsCycle) {
  Measurement measurement;
  measurement.experiment = find_experiment("deadlock").value();
  add(measurement, "opposite order", "runs", 3);
  add(measurement, "opposite order", "deadlocks", 2);
  add(measurement, "opposite order", "rounds until then", 1234);
  add(measurement, "opposite order", "seen in the kernel, too", 2);
  measurement.facts.push_back({.of = "opposite order",
                               .name = "wait-for cycle",
                               .unit = "",
                               .figure = {},
                               .words = "1 waits for 2 waits for 1"});
  add(measurement, "same order", "runs", 3);
  add(measurement, "same order", "deadlocks", 0);
  add(measurement, "same order", "price", 90, "ns per round");
  const auto paragraphs = paragraphs_of(measurement);
  ASSERT_EQ(paragraphs.size(), 2U);
  EXPECT_NE(paragraphs[0].text.find("Deadlock in 2 of 3 runs, after 1,234 rounds"),
            std::string::npos);
  EXPECT_NE(paragraphs[0].text.find("1 waits for 2 waits for 1"), std::string::npos);
  EXPECT_EQ(paragraphs[1].text, "No deadlock in 3 runs. 90 ns per round.");
}

TEST(MeasurementWords, AFigureHasItsInterval) {
  Measurement measurement;
  measurement.experiment = find_experiment("spawn").value();
  for (const char* const size : {"0 MiB", "4 MiB", "16 MiB"}) {
    for (const char* const name : {"median at ", "processor time at "})
      measurement.facts.push_back({.of = "fork",
                                   .name = std::string(name) + size,
                                   .unit = "µs",
                                   .figure = {200, 190, 1210, 11},
                                   .words = ""});
  }
  const auto paragraphs = paragraphs_of(measurement);
  ASSERT_EQ(paragraphs.size(), 1U);
  EXPECT_EQ(paragraphs[0].text,
            "To start and end takes 200 µs (190 to 1,210) and 200 µs (190 to 1,210) of processor "
            "time with 0 MiB touched, 200 µs (190 to 1,210) and 200 µs (190 to 1,210) of processor "
            "time with 16 MiB touched.");
}

TEST(MeasurementWords, ABusyMachineComesFirst) {
  Measurement measurement;
  measurement.experiment = find_experiment("clock").value();
  add(measurement, "", "median", 20, "ns");
  measurement.notes.emplace_back("A note.");
  measurement.machine = {true, 0.5, 0.04, 0};
  auto paragraphs = paragraphs_of(measurement);
  ASSERT_EQ(paragraphs.size(), 3U);
  EXPECT_EQ(paragraphs[1].text, "Other programs took 4 % of the cores meanwhile.");
  measurement.machine.others = 0.4;
  paragraphs = paragraphs_of(measurement, "Press F5.");
  ASSERT_EQ(paragraphs.size(), 3U);
  EXPECT_EQ(paragraphs[0].text,
            "This machine was busy: other programs took 40 % of the cores. Press F5.");
}

}  // namespace
}  // namespace sharedfate
