// Worker processes that share one queue, and what happens to the others when one of them dies while
// it holds the queue's lock.
#include <gtest/gtest.h>
#include <signal.h>

#include <random>

#include "core/system/process_facts.h"
#include "tests/lane/kernel_facts.h"
#include "tests/lane/lane_kind_names.h"
#include "tests/lane/lane_under_test.h"

namespace sharedfate::testing {
namespace {

constexpr int workers = 3, victim = 2;
constexpr std::uint64_t tasks = 40;

class SharedQueue : public ::testing::TestWithParam<FaultId> {
 protected:
  /// The victim dies while it holds the lock and tasks are queued.
  void die_with_lock(LaneKind kind) {
    lanes_.open(lane_of(kind, workers));
    bystander_ = lanes_.open(lane_of(LaneKind::processes, 2));
    lanes_.submit(tasks, {WorkloadId::wait, 2});
    lanes_.ask(InjectFault{{GetParam(), victim, 0, SiteId::lock}});
    lanes_.ask(OpenGate{});
    ASSERT_TRUE(lanes_.wait_deaths(1));
    EXPECT_EQ(lanes_.lane().deaths[0].report.worker, victim);
  }
  void check_stranded() {
    ASSERT_TRUE(lanes_.wait_until("all wait for the lock",
                                  [&] { return lanes_.lane().waiting_for_ever() == workers; }));
    EXPECT_EQ(lanes_.lane().lock_dead_holder, victim);
    for (const auto& [worker, pid] : lanes_.worker_pids()) {
      const auto state = read_thread_state(pid, pid);
      ASSERT_TRUE(state.has_value()) << worker;
      EXPECT_TRUE(state->in_futex) << worker;
    }
  }
  void check_bystander() {
    lanes_.submit(10, {WorkloadId::square, 3}, bystander_);
    lanes_.ask(OpenGate{}, bystander_);
    ASSERT_TRUE(lanes_.wait_quiescent(bystander_));
    EXPECT_EQ(lanes_.account(bystander_).done, 10U);
  }

  LaneUnderTest lanes_;
  LaneIndex bystander_ = -1;
};

TEST_P(SharedQueue, with_a_plain_lock_leaves_the_others_waiting) {
  die_with_lock(LaneKind::shared_queue);
  check_stranded();
  const Account before = lanes_.account();
  EXPECT_GT(before.queued, 0U) << "tasks are there, the gate is open, and no worker can take one";
  EXPECT_EQ(before.running, 0U);
  EXPECT_EQ(before.lost, 0U);
  check_bystander();
  EXPECT_EQ(lanes_.account(), before);
  EXPECT_FALSE(lanes_.lane().quiescent());

  // A further worker waits as well, and superfluous workers can be stopped.
  lanes_.ask(SetWorkers{workers + 1});
  ASSERT_TRUE(lanes_.wait_until("one more is stranded",
                                [&] { return lanes_.lane().waiting_for_ever() == workers + 1; }));
  lanes_.ask(SetWorkers{1});
  ASSERT_TRUE(lanes_.wait_until("only one is left", [&] { return lanes_.lane().alive() == 1; }));
  EXPECT_EQ(lanes_.lane().death_count, 1U) << "they were asked to";

  lanes_.ask(RestartLane{});
  ASSERT_TRUE(lanes_.wait_ready());
  EXPECT_EQ(lanes_.lane().lock_dead_holder, 0);
  lanes_.submit(tasks, {WorkloadId::square, 3});
  ASSERT_TRUE(lanes_.wait_quiescent());
  EXPECT_EQ(lanes_.account().done, before.done + tasks);
}

TEST_P(SharedQueue, with_a_plain_lock_can_be_stopped) {
  die_with_lock(LaneKind::shared_queue);
  check_stranded();
  const std::uint64_t done = lanes_.account().done;
  const std::set<int> pids = lanes_.pids();
  lanes_.ask(StopLane{});
  ASSERT_TRUE(lanes_.wait_until("it has stopped",
                                [&] { return lanes_.lane().state == LaneState::stopped; }));
  EXPECT_EQ(lanes_.account(),
            (Account{.submitted = tasks, .done = done, .cancelled = tasks - done}));
  for (const auto& [worker, pid] : lanes_.worker_pids()) EXPECT_FALSE(exists(pid)) << worker;
  EXPECT_EQ(lanes_.lane().death_count, 1U);
}

TEST_P(SharedQueue, with_a_robust_lock_goes_on) {
  die_with_lock(LaneKind::robust_queue);
  ASSERT_TRUE(lanes_.wait_quiescent());
  EXPECT_EQ(lanes_.account(), (Account{.submitted = tasks, .done = tasks}));
  ASSERT_TRUE(lanes_.wait_until("the recovery is reported",
                                [&] { return lanes_.lane().lock_recovered == 1; }));
  EXPECT_EQ(lanes_.lane().lock_dead_holder, 0);
  EXPECT_EQ(lanes_.lane().waiting_for_ever(), 0);
  check_bystander();
}

INSTANTIATE_TEST_SUITE_P(DeathWithTheLock, SharedQueue,
                         ::testing::Values(FaultId::segv, FaultId::kill, FaultId::exit),
                         [](const auto& parameter) {
                           return std::string(fault_row(parameter.param).name);
                         });

/// Kills from outside at random points: before, during or after the writes with which a worker
/// takes a task.
TEST(SharedQueueKill, at_random_moments_costs_one_task_at_most_and_runs_none_twice) {
  constexpr std::uint64_t many = 20'000;
  constexpr int kills = 20;
  std::mt19937 random(7);
  LaneUnderTest lanes;
  lanes.open(lane_of(LaneKind::robust_queue, workers));
  lanes.submit(many, {WorkloadId::square, 3});
  lanes.ask(OpenGate{});
  for (std::uint64_t killed = 0; killed < kills; ++killed) {
    if (lanes.account().queued < many / 2) lanes.submit(many, {WorkloadId::square, 3});
    // The previous victim may still be being reaped and replaced.
    const auto pids = lanes.worker_pids();
    const auto number = std::uniform_int_distribution<int>(1, workers)(random);
    const auto found = pids.find(number);
    if (found == pids.end()) continue;
    const std::uint64_t deaths = lanes.lane().death_count;
    ASSERT_EQ(::kill(found->second, SIGKILL), 0);
    ASSERT_TRUE(lanes.wait_until("it is known", [&] { return lanes.lane().death_count > deaths; }));
  }
  ASSERT_TRUE(lanes.wait_quiescent());
  const Account account = lanes.account();
  EXPECT_EQ(account.done + account.lost, account.submitted);
  EXPECT_LE(account.lost, lanes.lane().death_count);
}

}  // namespace
}  // namespace sharedfate::testing
