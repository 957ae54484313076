// What is protected never loses an increment. What is unprotected may lose some, so that a run
// without a loss does not show that it is safe.
#include <gtest/gtest.h>

#include "core/experiment/race.h"
#include "core/measure/measurement_run.h"

namespace sharedfate::testing {
namespace {

// Ten million increments in all, fewer where a sanitizer checks each of them.
#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
constexpr std::uint64_t cheap_total = 200'000, dear_total = 20'000;
#else
constexpr std::uint64_t cheap_total = 10'000'000, dear_total = 10'000'000;
#endif

bool is_cheap(const ProtectionRow& row) {
  return row.name == "mutex" || row.name == "atomic" || row.name == "sharded";
}

class ProtectedRace : public ::testing::TestWithParam<std::tuple<std::size_t, RaceMemoryKind>> {};

TEST_P(ProtectedRace, loses_nothing) {
  const auto [place, kind] = GetParam();
  const ProtectionRow& row = protections()[place];
  ASSERT_TRUE(row.loses_nothing);
  constexpr std::uint32_t workers = 4;
  const std::uint64_t increments = (is_cheap(row) ? cheap_total : dear_total) / workers;
  for (const bool watched : {false, true}) {
    const auto figures = run_race(row, {kind, Placement::spread, workers, increments}, watched);
    ASSERT_TRUE(figures) << figures.error().text();
    EXPECT_EQ(figures.value().total, workers * increments);
    EXPECT_GT(figures.value().wall_ns, 0);
    ASSERT_EQ(figures.value().waiting.size(), workers);
  }
}

std::string name_of(const ::testing::TestParamInfo<ProtectedRace::ParamType>& each) {
  const auto [row, kind] = each.param;
  return std::string(protections()[row].name) +
         (kind == RaceMemoryKind::threads ? "_threads" : "_shared_memory");
}

// Row 0 is without protection.
INSTANTIATE_TEST_SUITE_P(All, ProtectedRace,
                         ::testing::Combine(::testing::Range<std::size_t>(1, 8),
                                            ::testing::Values(RaceMemoryKind::threads,
                                                              RaceMemoryKind::shared)),
                         name_of);

TEST(Race, a_single_worker_loses_nothing) {
  for (const ProtectionRow& row : protections()) {
    const auto figures =
        run_race(row, {RaceMemoryKind::threads, Placement::spread, 1, 10'000}, false);
    ASSERT_TRUE(figures);
    EXPECT_EQ(figures.value().total, 10'000U) << row.name;
  }
}

TEST(Race, without_protection_never_counts_too_much) {
  for (const auto& [kind, placement] : {std::pair{RaceMemoryKind::threads, Placement::spread},
                                        std::pair{RaceMemoryKind::threads, Placement::free},
                                        std::pair{RaceMemoryKind::shared, Placement::spread}}) {
    const auto figures = run_race(protections().front(), {kind, placement, 4, 50'000}, false);
    ASSERT_TRUE(figures);
    // The final value is stored by some worker's last increment. That worker has stored before, so
    // it then loaded at least 1: at least 2 are left.
    EXPECT_GE(figures.value().total, 2U);
    EXPECT_LE(figures.value().total, 200'000U);
  }
}

/// If no update was ever lost, the other tests of this file would show nothing.
TEST(Race, without_protection_loses_updates_sooner_or_later) {
  for (const auto kind : {RaceMemoryKind::threads, RaceMemoryKind::shared}) {
    // When depends on the scheduler; on a single core a worker has to be interrupted between its
    // load and its store.
    constexpr std::uint64_t increments_max = 100'000'000;
    std::uint64_t increments = 50'000, lost = 0;
    for (int runs = 0; lost == 0; ++runs) {
      ASSERT_LT(runs, 30) << "no update was lost, in " << increments << " increments either";
      const auto figures =
          run_race(protections().front(), {kind, Placement::spread, 4, increments}, false);
      ASSERT_TRUE(figures) << figures.error().text();
      ASSERT_LE(figures.value().total, 4 * increments);
      lost = 4 * increments - figures.value().total;
      if (increments < increments_max) increments *= 2;
    }
  }
}

TEST(Race, in_private_memory_changes_only_the_workers_own_copies) {
  for (const ProtectionRow& row : protections()) {
    if (row.has_owner) continue;
    const auto figures =
        run_race(row, {RaceMemoryKind::private_, Placement::free, 4, 10'000}, false);
    ASSERT_TRUE(figures);
    EXPECT_EQ(figures.value().total, 0U) << row.name;
    EXPECT_EQ(figures.value().own_view, 10'000U) << row.name;
  }
}

TEST(Race, is_reported_with_all_that_was_measured) {
  const ExperimentRow& race = *find_experiment("race").value();
  Parameters parameters(race.parameters);
  ASSERT_TRUE(parameters.set("increments", "2000"));
  ASSERT_TRUE(parameters.set("runs", "3"));
  for (const char* const memory : {"threads", "shared", "private"}) {
    ASSERT_TRUE(parameters.set("memory", memory));
    const auto measured = measure(race, parameters, nullptr);
    ASSERT_TRUE(measured);
    const Measurement& measurement = measured.value();
    EXPECT_EQ(measurement.state, MeasurementState::done) << measurement.trouble;
    EXPECT_EQ(measurement.records_rejected, 0U);
    for (const ProtectionRow& row : protections()) {
      const bool is_private = memory == std::string("private");
      const MeasuredFact* const total = measurement.fact(row.name, "measured");
      ASSERT_EQ(total == nullptr, row.has_owner && is_private) << row.name << " in " << memory;
      if (total == nullptr) continue;
      EXPECT_GT(measurement.fact(row.name, "price")->figure.value, 0);
      if (is_private) {
        EXPECT_EQ(total->figure.value, 0);
        EXPECT_EQ(measurement.fact(row.name, "first worker's own copy")->figure.value, 2000);
        EXPECT_EQ(measurement.fact(row.name, "lost"), nullptr);
      } else {
        EXPECT_EQ(measurement.find_series(row.name, "lost")->points.size(), 3U);
        EXPECT_LE(measurement.fact(row.name, "lost most")->figure.value,
                  row.loses_nothing ? 0 : 4000);
      }
      const MeasuredSeries* const waiting = measurement.find_series(row.name, "time waiting");
      ASSERT_EQ(waiting != nullptr, row.count_watched != nullptr) << row.name;
      if (waiting != nullptr) {
        EXPECT_EQ(waiting->points.size(), 2U);
      }
    }
  }
}

}  // namespace
}  // namespace sharedfate::testing
