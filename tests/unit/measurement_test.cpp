// Records of a measuring process are used only as far as they are valid.
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "core/measure/measurement.h"
#include "core/measure/measurement_text.h"

namespace sharedfate {
namespace {

/// Passes records on as the socket would, and keeps the last one, for tests to forge others from.
class Fed final : public ExperimentReport {
 public:
  explicit Fed(Measurement& measurement) : ExperimentReport(0), reader(measurement) {}
  MeasurementReader reader;
  MeasurementRecord last;

 private:
  void send(const MeasurementRecord& record) override {
    last = record;
    reader.take(record);
  }
};

class MeasurementTest : public testing::Test {
 protected:
  MeasurementTest() { measurement.experiment = &experiments().front(); }

  Measurement measurement;
  Fed report{measurement};
};

TEST_F(MeasurementTest, HoldsWhatWasReported) {
  report.progress(0.5);
  const std::uint32_t first = report.series("mutex", "lost", "run", "increments");
  const std::uint32_t second = report.series("", "waiting", "worker", "ms");
  report.point(second, 1, 2.5);
  report.point(first, 1, 0);
  report.fact("mutex", "price", Estimate{26.5, 24, 31, 9}, "ns");
  report.fact("mutex", "verdict", "nothing lost");
  report.note("one core only");
  EXPECT_EQ(measurement.progress, 0.5);
  report.end(Done{});

  EXPECT_EQ(measurement.records_rejected, 0U);
  EXPECT_TRUE(report.reader.is_complete());
  EXPECT_EQ(measurement.progress, 1);
  ASSERT_NE(measurement.find_series("mutex", "lost"), nullptr);
  EXPECT_EQ(measurement.find_series("mutex", "lost")->points, (std::vector<MeasuredPoint>{{1, 0}}));
  EXPECT_EQ(measurement.series[1].points, (std::vector<MeasuredPoint>{{1, 2.5}}));
  ASSERT_NE(measurement.fact("mutex", "price"), nullptr);
  EXPECT_EQ(measurement.fact("mutex", "price")->figure, (Estimate{26.5, 24, 31, 9}));
  EXPECT_EQ(measurement.fact("mutex", "verdict")->words, "nothing lost");
  EXPECT_EQ(measurement.fact("atomic", "price"), nullptr);
  EXPECT_EQ(measurement.notes, std::vector<std::string>{"one core only"});
}

TEST_F(MeasurementTest, AFactThatIsReportedAgainReplacesTheEarlierOne) {
  report.fact("mutex", "price", 26.5, "ns");
  report.fact("mutex", "verdict", "so far so good");
  report.fact("mutex", "price", 25, "ns");
  ASSERT_EQ(measurement.facts.size(), 2U);
  EXPECT_EQ(measurement.fact("mutex", "price")->figure.value, 25);
}

constexpr std::array<WaitForLock, 2> two_wait{{{.tid = 7, .lock = 2}, {.tid = 8, .lock = 1}}};

TEST_F(MeasurementTest, AWaitForCycleIsAFactThatCanBeDrawn) {
  EXPECT_EQ(measurement.wait_cycle(), nullptr);
  std::vector<WaitForLock> all;
  for (std::uint32_t i = 1; i <= wait_cycle_max; ++i)
    all.push_back({static_cast<std::int32_t>(100 + i), i});
  report.wait_cycle("opposite order", "wait-for cycle", all);
  report.fact("opposite order", "price", 1, "ns");
  ASSERT_NE(measurement.wait_cycle(), nullptr);
  EXPECT_EQ(measurement.wait_cycle()->waits, all);

  report.wait_cycle("opposite order", "wait-for cycle", two_wait);
  ASSERT_EQ(measurement.facts.size(), 2U) << "the last one replaces the one before";
  ASSERT_EQ(measurement.wait_cycle(), measurement.fact("opposite order", "wait-for cycle"));
  EXPECT_EQ(measurement.wait_cycle()->waits.size(), 2U);
  EXPECT_EQ(measurement.wait_cycle()->words,
            "TID 7 waits for 2 of TID 8, TID 8 waits for 1 of TID 7");
  EXPECT_EQ(measurement.records_rejected, 0U);

  const nlohmann::ordered_json json = measurement_json(measurement).at("facts").at(0);
  EXPECT_EQ(json.at("words"), measurement.wait_cycle()->words);
  EXPECT_EQ(json.at("waits").dump(),
            R"([{"tid":7,"lock":2,"holder":8},{"tid":8,"lock":1,"holder":7}])");
}

TEST_F(MeasurementTest, TroubleIsTheLastRecord) {
  report.end(Error{"measure", "the kernel denies it", ""});
  EXPECT_EQ(measurement.trouble, "could not measure: the kernel denies it");
  report.note("and another thing");
  EXPECT_EQ(measurement.records_rejected, 1U);
  EXPECT_TRUE(measurement.notes.empty());
}

TEST_F(MeasurementTest, ProgressNeverGoesBack) {
  report.progress(0.5);
  MeasurementRecord forged = report.last;
  for (const double share : {0.4, 1.1, -1.0, std::nan(""), HUGE_VAL}) {
    forged.y = share;
    ++forged.sequence;
    report.reader.take(forged);
    EXPECT_EQ(measurement.progress, 0.5) << share;
  }
  EXPECT_EQ(measurement.records_rejected, 5U);
}

struct Forgery {
  const char* name;
  void (*forge)(MeasurementRecord& record);
};

class ForgedRecord : public MeasurementTest, public testing::WithParamInterface<Forgery> {};

TEST_P(ForgedRecord, IsCountedAndNotUsed) {
  const std::uint32_t series = report.series("mutex", "lost", "run", "increments");
  report.point(series, 1, 7);
  MeasurementRecord forged = report.last;
  ++forged.sequence;
  GetParam().forge(forged);
  report.reader.take(forged);
  EXPECT_EQ(measurement.records_rejected, 1U);
  ASSERT_EQ(measurement.series.size(), 1U);
  EXPECT_EQ(measurement.series[0].points.size(), 1U);
  EXPECT_TRUE(measurement.facts.empty());
  EXPECT_FALSE(report.reader.is_complete());
}

void fill(std::array<char, MeasurementRecord::name_size>& name, const char* text) {
  set_text(name, text);
}

/// A valid wait-for cycle in place of that record.
MeasurementRecord cycle_after(MeasurementRecord record) {
  record.kind = MeasurementKind::wait_cycle;
  fill(record.name, "wait-for cycle");
  std::copy(two_wait.begin(), two_wait.end(), record.waits.begin());
  return record;
}

/// A figure with its interval in place of that record.
MeasurementRecord figure_after(MeasurementRecord record, const Estimate& figure) {
  record.kind = MeasurementKind::fact;
  fill(record.name, "price");
  record.y = figure.value;
  record.low = figure.low;
  record.high = figure.high;
  record.repeats = static_cast<std::uint64_t>(figure.repeats);
  return record;
}

INSTANTIATE_TEST_SUITE_P(
    All, ForgedRecord,
    testing::Values(Forgery{"magic", [](MeasurementRecord& r) { r.magic = 0; }},
                    Forgery{"version", [](MeasurementRecord& r) { ++r.version; }},
                    Forgery{"experiment", [](MeasurementRecord& r) { r.experiment = 4711; }},
                    Forgery{"kind", [](MeasurementRecord& r) { r.kind = MeasurementKind{99}; }},
                    Forgery{"sequence_again", [](MeasurementRecord& r) { --r.sequence; }},
                    Forgery{"sequence_skipped", [](MeasurementRecord& r) { ++r.sequence; }},
                    Forgery{"series_unknown", [](MeasurementRecord& r) { r.series = 1; }},
                    Forgery{"series_huge", [](MeasurementRecord& r) { r.series = ~0U; }},
                    Forgery{"x_infinite", [](MeasurementRecord& r) { r.x = HUGE_VAL; }},
                    Forgery{"y_no_number", [](MeasurementRecord& r) { r.y = std::nan(""); }},
                    Forgery{"series_without_name",
                            [](MeasurementRecord& r) { r.kind = MeasurementKind::series; }},
                    Forgery{"series_that_speaks_to_the_terminal",
                            [](MeasurementRecord& r) {
                              r.kind = MeasurementKind::series;
                              fill(r.name, "lost\x1b[2J");
                            }},
                    Forgery{"fact_of_two_lines",
                            [](MeasurementRecord& r) {
                              r.kind = MeasurementKind::fact;
                              fill(r.name, "lost\nfound");
                            }},
                    Forgery{"fact_that_is_no_number",
                            [](MeasurementRecord& r) {
                              r.kind = MeasurementKind::fact;
                              fill(r.name, "lost");
                              r.y = -HUGE_VAL;
                            }},
                    Forgery{"fact_in_no_words",
                            [](MeasurementRecord& r) {
                              r.kind = MeasurementKind::fact;
                              fill(r.name, "lost");
                              r.in_words = 1;
                            }},
                    Forgery{"figure_below_its_interval",
                            [](MeasurementRecord& r) {
                              r = figure_after(r, {1, 2, 3, 5});
                            }},
                    Forgery{"figure_above_its_interval",
                            [](MeasurementRecord& r) {
                              r = figure_after(r, {4, 2, 3, 5});
                            }},
                    Forgery{"figure_with_no_number_in_its_interval",
                            [](MeasurementRecord& r) {
                              r = figure_after(r, {1, std::nan(""), 3, 5});
                            }},
                    Forgery{"exact_figure_with_an_interval",
                            [](MeasurementRecord& r) {
                              r = figure_after(r, {2, 1, 3, 0});
                            }},
                    Forgery{"figure_repeated_too_often",
                            [](MeasurementRecord& r) {
                              r = figure_after(r, {2, 1, 3, 1});
                              r.repeats = ~std::uint64_t{0};
                            }},
                    Forgery{"cycle_without_workers",
                            [](MeasurementRecord& r) {
                              r = cycle_after(r);
                              r.waits = {};
                            }},
                    Forgery{"cycle_of_one_worker",
                            [](MeasurementRecord& r) {
                              r = cycle_after(r);
                              r.waits[1] = {};
                            }},
                    Forgery{"cycle_with_a_gap",
                            [](MeasurementRecord& r) {
                              r = cycle_after(r);
                              r.waits[3] = {9, 3};
                            }},
                    Forgery{"cycle_without_name",
                            [](MeasurementRecord& r) {
                              r = cycle_after(r);
                              r.name = {};
                            }},
                    Forgery{"cycle_of_a_negative_tid",
                            [](MeasurementRecord& r) {
                              r = cycle_after(r);
                              r.waits[1].tid = -8;
                            }},
                    Forgery{"cycle_of_no_tid",
                            [](MeasurementRecord& r) {
                              r = cycle_after(r);
                              r.waits[1].tid = 0;
                            }},
                    Forgery{"cycle_of_no_lock",
                            [](MeasurementRecord& r) {
                              r = cycle_after(r);
                              r.waits[1].lock = 0;
                            }},
                    Forgery{"cycle_of_an_unknown_lock",
                            [](MeasurementRecord& r) {
                              r = cycle_after(r);
                              r.waits[1].lock = wait_cycle_max + 1;
                            }},
                    Forgery{"cycle_with_a_worker_twice",
                            [](MeasurementRecord& r) {
                              r = cycle_after(r);
                              r.waits[1].tid = 7;
                            }},
                    Forgery{"cycle_with_a_lock_twice",
                            [](MeasurementRecord& r) {
                              r = cycle_after(r);
                              r.waits[1].lock = 2;
                            }},
                    Forgery{"note_without_text",
                            [](MeasurementRecord& r) { r.kind = MeasurementKind::note; }},
                    Forgery{"trouble_without_text",
                            [](MeasurementRecord& r) { r.kind = MeasurementKind::trouble; }}),
    [](const auto& each) { return each.param.name; });

TEST_F(MeasurementTest, HasLimits) {
  const std::uint32_t series = report.series("", "ticks", "", "");
  for (std::size_t i = 0; i <= MeasurementReader::points_max; ++i) report.point(series, 0, 0);
  EXPECT_EQ(measurement.series[0].points.size(), MeasurementReader::points_max);
  for (std::size_t i = 0; i <= MeasurementReader::notes_max; ++i) report.note("again");
  EXPECT_EQ(measurement.notes.size(), MeasurementReader::notes_max);
  for (std::size_t i = 0; i <= MeasurementReader::facts_max; ++i)
    report.fact("", std::to_string(i), 1, "");
  EXPECT_EQ(measurement.facts.size(), MeasurementReader::facts_max);
  EXPECT_EQ(measurement.records_rejected, 3U);
}

TEST_F(MeasurementTest, IsPrintedAsTextAndAsJson) {
  const std::uint32_t series = report.series("mutex", "lost", "run", "increments");
  for (const double lost : {1.0, 5.0, 3.0, 4.0, 2.0}) report.point(series, lost, lost);
  report.fact("", "expected", 10'000, "increments");
  report.fact("mutex", "price", 26.5, "ns");
  report.fact("atomic", "price", 7.8, "ns");
  report.fact("atomic", "verdict", "nothing lost");
  report.end(Done{});
  measurement.state = MeasurementState::done;

  const std::string text = measurement_text(measurement);
  for (const char* words : {"expected: 10000 increments\n", "price [ns]", "mutex", "7.8",
                            "nothing lost", "5 points, 1 to 5 increments, median 3 increments"}) {
    EXPECT_NE(text.find(words), std::string::npos) << words << " in:\n" << text;
  }
  const nlohmann::ordered_json json = measurement_json(measurement);
  EXPECT_EQ(json.at("state"), "done");
  EXPECT_EQ(json.at("series").at(0).at("points").size(), 5U);
  EXPECT_EQ(json.at("facts").at(1).at("value"), 26.5);
  EXPECT_EQ(json.at("facts").at(3).at("words"), "nothing lost");
  EXPECT_EQ(json.at("trouble"), nullptr);
}

constexpr std::array<std::string_view, 2> fixes{"mutex", "atomic"};
constexpr std::array parameter_rows{
    ParameterRow{.name = "workers", .sentence = "How many", .standard = "2", .least = 1, .most = 8},
    ParameterRow{.name = "fix",
                 .sentence = "Which",
                 .kind = ParameterKind::word,
                 .standard = "mutex",
                 .words = fixes},
    ParameterRow{.name = "order",
                 .sentence = "Who goes next",
                 .kind = ParameterKind::letters,
                 .standard = "",
                 .most = 6,
                 .letters = "AB"},
};

TEST(Parameters, AreWhatWasWritten) {
  Parameters parameters(parameter_rows);
  EXPECT_EQ(parameters.to_text(), "workers=2,fix=mutex,order=");
  EXPECT_TRUE(parameters.set("workers", "8"));
  EXPECT_TRUE(parameters.set("fix", "atomic"));
  EXPECT_TRUE(parameters.set("order", "ABBA"));
  const auto again = Parameters::parse(parameter_rows, parameters.to_text());
  ASSERT_TRUE(again);
  EXPECT_EQ(again.value().number("workers"), 8U);
  EXPECT_EQ(again.value().text("fix"), "atomic");
  EXPECT_EQ(again.value().text("order"), "ABBA");
}

TEST(Parameters, RefuseTheRestWithWhatIsAllowed) {
  struct Refusal {
    const char *name, *value, *says;
  };
  for (const Refusal& refusal :
       {Refusal{"workers", "0", "from 1 to 8"}, Refusal{"workers", "9", "from 1 to 8"},
        Refusal{"workers", "two", "a whole number"}, Refusal{"workers", "", "from 1 to 8"},
        Refusal{"worker", "1", "did you mean 'workers'"}, Refusal{"fix", "mutx", "'mutex'"},
        Refusal{"order", "ABC", "letters AB"}, Refusal{"order", "ABABABA", "at most 6"}}) {
    Parameters parameters(parameter_rows);
    const Status status = parameters.set(refusal.name, refusal.value);
    ASSERT_FALSE(status) << refusal.name << refusal.value;
    EXPECT_NE(status.error().text().find(refusal.says), std::string::npos) << status.error().text();
    EXPECT_EQ(parameters.to_text(), "workers=2,fix=mutex,order=");
  }
  EXPECT_FALSE(Parameters::parse(parameter_rows, "workers"));
  EXPECT_FALSE(Parameters::parse(parameter_rows, "workers=2,,fix=mutex"));
}

TEST(Experiments, AreFoundByName) {
  for (const ExperimentRow& row : experiments()) {
    const auto found = find_experiment(row.name);
    ASSERT_TRUE(found);
    EXPECT_EQ(found.value(), &row);
    EXPECT_FALSE(row.sentence.empty());
    EXPECT_NE(row.run, nullptr);
    EXPECT_EQ(&experiments()[experiment_index(row)], &row);
    EXPECT_TRUE(check_parameters(row, Parameters(row.parameters)));
  }
  EXPECT_NE(find_experiment("clok").error().text().find("did you mean 'clock'"), std::string::npos);
}

}  // namespace
}  // namespace sharedfate
