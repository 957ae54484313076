// kill -9 of a supervisor at any moment, its startup included: nothing of its lane survives, and a
// restart works.
#include <gtest/gtest.h>

#include <csignal>
#include <random>

#include "tests/lane/kernel_facts.h"
#include "tests/lane/lane_kind_names.h"
#include "tests/lane/lane_under_test.h"

namespace sharedfate::testing {
namespace {

class KillOfTheSupervisor : public ::testing::TestWithParam<std::tuple<int, bool>> {
 protected:
  /// Orphans come to this process: even one that nobody has heard of cannot hide.
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
    // The restarted lane of the round before has ended with its owner; its orphans are reaped here.
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

}  // namespace
}  // namespace sharedfate::testing
