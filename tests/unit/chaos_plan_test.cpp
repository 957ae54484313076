#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "core/fault/combination.h"
#include "core/report/run_text.h"
#include "core/run/chaos.h"
#include "core/run/chaos_plan.h"

namespace sharedfate {
namespace {

const std::vector<LaneSpec> lanes{{LaneKind::serial, Language::cpp, 1},
                                  {LaneKind::threads, Language::cpp, 4},
                                  {LaneKind::processes, Language::cpp, 64}};

TEST(ChaosPlan, DependsOnSeedAndIndexAlone) {
  for (const std::uint64_t index : {0U, 1U, 77U, 4'000'000'000U}) {
    EXPECT_EQ(to_text(chaos_step(5, index, lanes), lanes),
              to_text(chaos_step(5, index, lanes), lanes));
  }
  std::set<std::string> different;
  for (std::uint64_t index = 0; index < 100; ++index)
    different.insert(to_text(chaos_step(5, index, lanes), lanes));
  EXPECT_GT(different.size(), 90U);
  EXPECT_NE(to_text(chaos_step(5, 3, lanes), lanes), to_text(chaos_step(6, 3, lanes), lanes));
}

TEST(ChaosPlan, EveryStepIsValidAndEveryRowComes) {
  std::map<FaultId, int> faults_seen;
  std::map<SiteId, int> sites_seen;
  std::set<std::size_t> lanes_seen;
  std::set<ChaosStep::Meanwhile> meanwhiles;
  int supervisors = 0;
  for (std::uint64_t index = 0; index < 5'000; ++index) {
    const ChaosStep step = chaos_step(9, index, lanes);
    ASSERT_LT(step.lane, lanes.size());
    const int workers_max = lane_kind_row(lanes[step.lane].kind).workers_max;
    ASSERT_GE(step.workers, worker_count_min);
    ASSERT_LE(step.workers, workers_max);
    ASSERT_EQ(step.fault_spec.worker >= 1, fault_row(step.fault_spec.fault).names_worker());
    ASSERT_LE(step.fault_spec.worker, step.workers);
    const SiteId site = step.fault_spec.site;
    const LaneKind kind = lanes[step.lane].kind;
    ASSERT_TRUE(check_fault_spec(step.fault_spec, kind)) << to_text(step, lanes);
    ASSERT_EQ(parse_fault_spec(to_text(step.fault_spec)).value(), step.fault_spec);
    ++sites_seen[site];
    if (site == SiteId::shutdown) {
      ASSERT_TRUE(step.meanwhile == ChaosStep::Meanwhile::stop ||
                  step.meanwhile == ChaosStep::Meanwhile::restart ||
                  (step.meanwhile == ChaosStep::Meanwhile::workers && step.workers_meanwhile >= 1 &&
                   step.workers_meanwhile < step.fault_spec.worker))
          << "a worker is asked to stop: " << to_text(step, lanes);
    } else {
      ASSERT_GE(step.workers_meanwhile, step.fault_spec.worker);
    }
    ASSERT_LE(step.workers_meanwhile, workers_max);
    ASSERT_GT(step.tasks, step.fault_spec.at_task);
    ++faults_seen[step.fault_spec.fault];
    lanes_seen.insert(step.lane);
    meanwhiles.insert(step.meanwhile);
    supervisors += step.injection == ChaosStep::Injection::supervisor_kill ? 1 : 0;
  }
  for (const FaultRow& row : faults())
    EXPECT_EQ(faults_seen.contains(row.id), !row.resumes && !row.needs_partner && !row.python_only)
        << row.name;
  EXPECT_EQ(sites_seen.size(), sites().size());
  EXPECT_EQ(lanes_seen.size(), lanes.size());
  EXPECT_EQ(meanwhiles.size(), 7U);
  EXPECT_GT(supervisors, 50);
}

TEST(ChaosPlan, AViolationComesWithTheCommandThatRepeatsIt) {
  ChaosOptions options;
  options.seed = 7;
  options.first = 10;
  options.use_namespaces = false;
  ChaosResult result;
  Model at_that_moment;
  at_that_moment.lanes.resize(1);
  at_that_moment.lanes[0].exists = true;
  at_that_moment.lanes[0].spec = options.lanes[0];
  at_that_moment.lanes[0].state = LaneState::dead;
  result.violation = ChaosViolation{42, "something holds", "what was done", at_that_moment};
  EXPECT_FALSE(result.lawful());
  const std::string text = chaos_text(options, result);
  for (const char* words :
       {"index 42 of seed 7", "something holds", "threads:3: dead, 0 of 3 alive",
        "chaos --seed 7 --first 42 --faults 1 --lane threads:3 --lane processes:3 --no-namespaces",
        "chaos --seed 7 --first 10 --faults 33 "}) {
    EXPECT_NE(text.find(words), std::string::npos) << "'" << words << "' in:\n" << text;
  }
  const auto json = nlohmann::json::parse(chaos_json(options, result));
  EXPECT_EQ(json.at("lawful"), false);
  EXPECT_EQ(json.at("violation").at("index"), 42);
}

}  // namespace
}  // namespace sharedfate
