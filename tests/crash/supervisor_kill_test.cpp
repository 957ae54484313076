// kill -9 of a supervisor at any moment, its startup included: no process of its lane survives, and
// a restart works.
#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <random>
#include <string>

#include "core/system/spawn.h"
#include "tests/fuzz/hostile_lane.h"
#include "tests/lane/kernel_facts.h"
#include "tests/lane/lane_kind_names.h"
#include "tests/lane/lane_under_test.h"

namespace sharedfate::testing {
namespace {

class KillOfTheSupervisor : public ::testing::TestWithParam<std::tuple<int, bool>> {
 protected:
  /// Orphans become children of this process, so that unreported ones are found, too.
  void SetUp() override { adopt_orphans(); }
};

TEST_P(KillOfTheSupervisor, at_a_random_moment_leaves_nothing_and_a_restart_works) {
  std::mt19937 random(static_cast<unsigned>(std::get<0>(GetParam())));
  const auto pick = [&](int low, int high) {
    return std::uniform_int_distribution<int>(low, high)(random);
  };
  LaneOptions options;
  options.use_namespaces = std::get<1>(GetParam());
  options.gate_open = true;
  const int descriptors_before = descriptor_count();
  for (int round = 0; round < 5; ++round) {
    // The lane of the previous round has ended with its Lab; its orphans are reaped here.
    ASSERT_TRUE(last_child_ends_within(limit_ms_default));
    LaneUnderTest lanes;
    const auto opened = lanes.lab().open(lane_of(concurrent_kinds[pick(0, 1)]), options);
    ASSERT_TRUE(opened) << opened.error().text();
    (void)lanes.lab().request(0, SubmitTasks{{WorkloadId::primes, 2'000}, 100'000});
    const std::set<int> own = children();
    ASSERT_EQ(own.size(), 1U);
    for (int looks = pick(0, round % 2 == 0 ? 8 : 40); looks > 0; --looks) {
      lanes.drain();
      lanes.lab().wait(1);
    }
    ASSERT_EQ(::kill(*own.begin(), SIGKILL), 0);
    ASSERT_TRUE(lanes.wait_deaths(1));
    EXPECT_EQ(lanes.lane().deaths[0].scope, Death::Scope::supervisor);
    EXPECT_EQ(lanes.lane().deaths[0].report.signal, SIGKILL);
    EXPECT_EQ(lanes.lane().alive(), 0);
    EXPECT_TRUE(last_child_ends_within(limit_ms_default)) << "survivors have come to this process";
    lanes.ask(RestartLane{});
    ASSERT_TRUE(lanes.wait_ready());
  }
  EXPECT_TRUE(last_child_ends_within(limit_ms_default));
  EXPECT_EQ(descriptor_count(), descriptors_before);
}

INSTANTIATE_TEST_SUITE_P(Seeds, KillOfTheSupervisor,
                         ::testing::Combine(::testing::Range(1, 11), ::testing::Bool()),
                         [](const auto& parameter) {
                           return "seed_" + std::to_string(std::get<0>(parameter.param)) +
                                  (std::get<1>(parameter.param) ? "_namespaces" : "_no_namespaces");
                         });

/// Without a namespace the processes of a lane may outlive their supervisor for a moment, and for
/// ever if it reported a wrong PID: this one reports the observer as its lane process.
TEST(DeathOfTheSupervisor, does_not_block_a_drain_while_the_rest_still_runs) {
  Lab lab(program_beside_this("idle_supervisor"));
  LaneOptions options;
  options.use_namespaces = false;
  HostileLane lane(lab, options);
  constexpr auto lane_process_started = static_cast<int>(ReportKind::lane_process_started);
  lane.obey("report " + std::to_string(lane_process_started) + " 0 1 " +
            std::to_string(::getpid()) + " 1 0 0 3");
  int lane_processes = 0, deaths = 0;
  const auto look = [&] {
    lab.drain([&](const Event& event) {
      lane_processes += std::holds_alternative<LaneProcessStarted>(event) ? 1 : 0;
      deaths += std::holds_alternative<SupervisorDied>(event) ? 1 : 0;
    });
  };
  look();
  ASSERT_EQ(lane_processes, 1);
  const Descriptor pidfd = watch_process(lane.supervisor_pid());
  ASSERT_EQ(::kill(lane.supervisor_pid(), SIGKILL), 0);
  ASSERT_TRUE(ends_within(pidfd, limit_ms_default));
  look();
  EXPECT_EQ(deaths, 0) << "it looked and did not wait";
  while (deaths == 0) {
    lab.wait(limit_ms_default);
    look();
  }
  EXPECT_EQ(deaths, 1);
}

}  // namespace
}  // namespace sharedfate::testing
