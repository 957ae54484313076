// What a pool does after a death, by each policy, on real lanes.
#include "core/catalog/policy.h"

#include <gtest/gtest.h>

#include "tests/lane/kernel_facts.h"
#include "tests/lane/lane_under_test.h"

namespace sharedfate::testing {
namespace {

class Policy : public ::testing::Test {
 protected:
  void open(PolicyId policy, int workers = 3) {
    lanes_.open({LaneKind::processes, Language::cpp, workers});
    lanes_.ask(SetPolicy{policy});
    ASSERT_TRUE(
        lanes_.wait_until("the policy holds", [&] { return lanes_.lane().policy == policy; }));
  }
  /// Makes the worker crash at its second task. The scheduler decides how many tasks it gets, so
  /// more are submitted until it dies. Returns how many were submitted.
  std::uint64_t crash(int worker) {
    constexpr std::uint64_t batch = 30;
    std::uint64_t submitted = 0;
    lanes_.ask(InjectFault{{FaultId::segv, worker, 2}});
    lanes_.ask(OpenGate{});
    EXPECT_TRUE(lanes_.wait_until("it dies", [&] {
      if (lanes_.lane().death_count > 0) return true;
      if (lanes_.account().submitted == submitted && lanes_.account().queued < batch) {
        lanes_.submit(batch, {WorkloadId::wait, 2});
        submitted += batch;
      }
      return false;
    }));
    EXPECT_TRUE(lanes_.wait_until("all have come",
                                  [&] { return lanes_.account().submitted == submitted; }));
    return submitted;
  }

  LaneUnderTest lanes_;
};

TEST_F(Policy, pool_replaces_and_lets_the_caller_wait) {
  open(PolicyId::pool);
  const std::uint64_t submitted = crash(2);
  ASSERT_TRUE(lanes_.wait_until("it is replaced", [&] { return lanes_.lane().respawns == 1; }));
  ASSERT_TRUE(lanes_.wait_quiescent());
  EXPECT_EQ(lanes_.account(), (Account{.submitted = submitted, .done = submitted - 1, .lost = 1}));
  EXPECT_TRUE(lanes_.lane().waits_in_vain());
  EXPECT_EQ(lanes_.lane().results_awaited(), 1U);
  EXPECT_GT(lanes_.lane().call_began_ns, 0U);
}

TEST_F(Policy, executor_breaks_and_fails_everything) {
  open(PolicyId::executor);
  const auto pids = lanes_.worker_pids();
  const std::uint64_t submitted = crash(2);
  ASSERT_TRUE(lanes_.wait_until("all workers are gone", [&] {
    return lanes_.lane().figures.broken && lanes_.lane().alive() == 0 && lanes_.lane().quiescent();
  }));
  const Account account = lanes_.account();
  EXPECT_EQ(account.lost, 0U);
  EXPECT_GT(account.failed, 0U);
  EXPECT_EQ(account.done + account.failed, submitted);
  EXPECT_EQ(lanes_.lane().results_awaited(), 0U);
  EXPECT_EQ(lanes_.lane().death_count, 1U) << "the others were ended by the pool";
  EXPECT_EQ(lanes_.lane().deaths.back().outcome, TaskOutcome::failed);
  for (const auto& [worker, pid] : pids) EXPECT_FALSE(exists(pid)) << worker;

  lanes_.submit(10, {WorkloadId::wait, 2});
  ASSERT_TRUE(lanes_.wait_until("what comes now fails at once",
                                [&] { return lanes_.account().submitted == submitted + 10; }));
  EXPECT_EQ(lanes_.account().failed, account.failed + 10);

  lanes_.ask(RestartLane{});
  ASSERT_TRUE(lanes_.wait_until("a restart mends it", [&] {
    return !lanes_.lane().figures.broken && lanes_.lane().alive() == 3;
  }));
  EXPECT_EQ(lanes_.lane().policy, PolicyId::executor);
}

TEST_F(Policy, supervised_tries_the_task_again) {
  open(PolicyId::supervised);
  const std::uint64_t submitted = crash(2);
  ASSERT_TRUE(lanes_.wait_until("it is replaced", [&] { return lanes_.lane().respawns == 1; }));
  ASSERT_TRUE(lanes_.wait_quiescent());
  EXPECT_EQ(lanes_.account(), (Account{.submitted = submitted, .done = submitted}));
  EXPECT_EQ(lanes_.lane().figures.retried, 1U);
  EXPECT_EQ(lanes_.lane().results_awaited(), 0U);
  EXPECT_EQ(lanes_.lane().deaths.back().outcome, TaskOutcome::retried);
}

TEST_F(Policy, supervised_sets_aside_a_task_that_kills_every_worker) {
  // With one worker all three deaths have the same worker number, and the observer may read late.
  open(PolicyId::supervised, 1);
  lanes_.submit(12, {WorkloadId::poison, 10});
  lanes_.ask(OpenGate{});
  ASSERT_TRUE(
      lanes_.wait_until("it is set aside", [&] { return lanes_.lane().figures.poisoned == 1; }));
  ASSERT_TRUE(lanes_.wait_quiescent());
  EXPECT_EQ(lanes_.account(), (Account{.submitted = 12, .done = 11, .failed = 1}));
  EXPECT_EQ(lanes_.lane().figures.retried, static_cast<std::uint64_t>(task_retries_max));
  EXPECT_EQ(lanes_.lane().death_count, 3U);
}

TEST_F(Policy, supervised_gives_up_where_too_many_die) {
  open(PolicyId::supervised);
  lanes_.submit(30, {WorkloadId::poison, 1});
  lanes_.ask(OpenGate{});
  ASSERT_TRUE(
      lanes_.wait_until("it gives up", [&] { return lanes_.lane().state == LaneState::failed; }));
  EXPECT_NE(lanes_.lane().trouble.find("within 10 s"), std::string::npos) << lanes_.lane().trouble;
  EXPECT_TRUE(lanes_.lane().balanced());
}

TEST_F(Policy, is_switched_while_tasks_run_and_outlives_reset_and_supervisor) {
  open(PolicyId::pool);
  lanes_.submit(200, {WorkloadId::wait, 2});
  lanes_.ask(OpenGate{});
  ASSERT_TRUE(lanes_.wait_until("tasks are done", [&] { return lanes_.account().done > 5; }));
  lanes_.ask(SetPolicy{PolicyId::supervised});
  ASSERT_TRUE(lanes_.wait_until("it is another",
                                [&] { return lanes_.lane().policy == PolicyId::supervised; }));
  lanes_.ask(InjectFault{{FaultId::kill, 1, 0}});
  ASSERT_TRUE(lanes_.wait_until("it is replaced", [&] { return lanes_.lane().respawns == 1; }));
  ASSERT_TRUE(lanes_.wait_quiescent());
  EXPECT_EQ(lanes_.account().lost, 0U);
  EXPECT_EQ(lanes_.account().done, 200U);

  const int lane_process = lanes_.lane().lane_pid;
  lanes_.ask(ResetLane{});
  ASSERT_TRUE(lanes_.wait_until("a new lane process", [&] {
    return lanes_.lane().lane_pid != lane_process && lanes_.lane().alive() == 3;
  }));
  EXPECT_EQ(lanes_.lane().policy, PolicyId::supervised);
}

TEST(Policies, have_a_sentence_and_are_in_the_order_of_their_numbers) {
  for (std::size_t i = 0; i < policies().size(); ++i) {
    EXPECT_EQ(static_cast<std::size_t>(policies()[i].id), i) << "it is a number on the wire";
    EXPECT_FALSE(policies()[i].sentence.empty());
  }
}

}  // namespace
}  // namespace sharedfate::testing
