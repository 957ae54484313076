// kill -9 from outside for each process of a lane: the lane ends or goes on, its account is
// complete, and the other lane is untouched.
#include <gtest/gtest.h>

#include <csignal>
#include <random>

#include "tests/lane/kernel_facts.h"
#include "tests/lane/lane_kind_names.h"
#include "tests/lane/lane_under_test.h"

namespace sharedfate::testing {
namespace {

using KindAndNamespaces = std::tuple<LaneKind, bool>;

std::string name_of(const ::testing::TestParamInfo<KindAndNamespaces>& parameter) {
  return kind_name(std::get<0>(parameter.param)) +
         (std::get<1>(parameter.param) ? "_namespaces" : "_no_namespaces");
}

class OutsideKill : public ::testing::TestWithParam<KindAndNamespaces> {
 protected:
  void SetUp() override {
    LaneOptions options;
    options.use_namespaces = std::get<1>(GetParam());
    lanes_.open(lane_of(std::get<0>(GetParam())), options);
    if (options.use_namespaces && lanes_.lane().containment != Containment::pid_namespace) {
      GTEST_SKIP() << "no namespaces here: " << lanes_.lane().containment_note;
    }
    bystander_ = lanes_.open(lane_of(LaneKind::processes, 2), {});
    bystander_pids_ = lanes_.pids(bystander_);
    lanes_.submit(60, {WorkloadId::wait, 1}, bystander_);
    for (const int pid : lanes_.pids()) watched_.push_back(watch_process(pid));
  }

  void run_a_little(std::uint64_t tasks) {
    tasks_ = tasks;
    lanes_.submit(tasks, {WorkloadId::mixed, 500});
    ASSERT_TRUE(lanes_.wait_quiescent());
    lanes_.ask(OpenGate{});
    ASSERT_TRUE(
        lanes_.wait_until("some tasks are done", [&] { return lanes_.account().done >= 20; }));
  }
  /// The lane is over, nothing of it is left, and its account is complete.
  void expect_over(Death::Scope scope, int pid) {
    ASSERT_TRUE(lanes_.wait_deaths(1));
    const Death& death = lanes_.lane().deaths[0];
    EXPECT_EQ(death.scope, scope);
    EXPECT_EQ(death.report.signal, SIGKILL);
    EXPECT_EQ(death.report.pid, pid);
    EXPECT_EQ(death.report.fault, "") << "no fault was injected";
    EXPECT_EQ(lanes_.lane().state, LaneState::dead);
    EXPECT_EQ(lanes_.lane().alive(), 0);
    const Account account = lanes_.account();
    EXPECT_EQ(account.done + account.lost, tasks_);
    EXPECT_GT(account.done, 0U);
    EXPECT_EQ(account.lost, death.lost_running + death.lost_queued);
    for (const Descriptor& each : watched_) {
      if (scope == Death::Scope::lane_process && &each == supervisor_watch()) continue;
      EXPECT_TRUE(ends_within(each, limit_ms_default)) << "a process of the lane outlives it";
    }
  }
  void expect_restart_works() {
    const Account before = lanes_.account();
    lanes_.ask(RestartLane{});
    ASSERT_TRUE(lanes_.wait_ready());
    EXPECT_EQ(lanes_.account(), before);
    lanes_.submit(25, {WorkloadId::square, 0});
    lanes_.ask(OpenGate{});
    ASSERT_TRUE(lanes_.wait_quiescent());
    EXPECT_EQ(lanes_.account().done, before.done + 25);
    EXPECT_EQ(lanes_.account().lost, before.lost);
  }
  void expect_bystander_untouched() {
    lanes_.ask(OpenGate{}, bystander_);
    ASSERT_TRUE(lanes_.wait_quiescent(bystander_));
    EXPECT_EQ(lanes_.account(bystander_), (Account{.submitted = 60, .done = 60}));
    EXPECT_EQ(lanes_.pids(bystander_), bystander_pids_);
  }
  [[nodiscard]] const Descriptor* supervisor_watch() const {
    std::size_t place = 0;
    for (const int pid : lanes_.pids()) {
      if (pid == lanes_.lane().supervisor_pid) return &watched_[place];
      ++place;
    }
    return nullptr;
  }

  static constexpr std::uint64_t few = 60, too_many_to_finish = 3'000;
  std::uint64_t tasks_ = 0;
  LaneUnderTest lanes_;
  LaneIndex bystander_ = 0;
  std::set<int> bystander_pids_;
  std::vector<Descriptor> watched_;
};

TEST_P(OutsideKill, of_the_supervisor_ends_its_lane) {
  ASSERT_NO_FATAL_FAILURE(run_a_little(too_many_to_finish));
  const int pid = lanes_.lane().supervisor_pid;
  ASSERT_EQ(::kill(pid, SIGKILL), 0);
  expect_over(Death::Scope::supervisor, pid);
  expect_restart_works();
  expect_bystander_untouched();
}

TEST_P(OutsideKill, of_the_supervisor_while_nothing_runs) {
  ASSERT_NO_FATAL_FAILURE(run_a_little(few));
  ASSERT_TRUE(lanes_.wait_quiescent());
  const int pid = lanes_.lane().supervisor_pid;
  ASSERT_EQ(::kill(pid, SIGKILL), 0);
  expect_over(Death::Scope::supervisor, pid);
  EXPECT_EQ(lanes_.account().lost, 0U);
  lanes_.ask(ResetLane{});
  ASSERT_TRUE(lanes_.wait_ready());
  EXPECT_EQ(lanes_.account(), Account{});
  expect_bystander_untouched();
}

TEST_P(OutsideKill, of_the_lane_process_ends_its_lane) {
  ASSERT_NO_FATAL_FAILURE(run_a_little(too_many_to_finish));
  const int pid = lanes_.lane().lane_pid;
  const int supervisor = lanes_.lane().supervisor_pid;
  ASSERT_EQ(::kill(pid, SIGKILL), 0);
  ASSERT_TRUE(lanes_.wait_deaths(1));
  expect_over(Death::Scope::lane_process, pid);
  EXPECT_EQ(lanes_.lane().supervisor_pid, supervisor) << "the supervisor lives to tell";
  expect_restart_works();
  expect_bystander_untouched();
}

INSTANTIATE_TEST_SUITE_P(Lanes, OutsideKill,
                         ::testing::Combine(::testing::ValuesIn(every_kind), ::testing::Bool()),
                         name_of);

class WorkerKill : public ::testing::TestWithParam<bool> {};

TEST_P(WorkerKill, costs_one_task_at_most_and_the_others_go_on) {
  constexpr std::uint64_t tasks = 400;
  LaneUnderTest lanes;
  LaneOptions options;
  options.use_namespaces = GetParam();
  lanes.open(lane_of(LaneKind::processes), options);
  lanes.submit(tasks, {WorkloadId::wait, 5});
  lanes.ask(OpenGate{});
  std::set<int> killed;
  for (std::uint64_t round = 1; round <= 5; ++round) {
    ASSERT_TRUE(lanes.wait_ready());
    const auto before = lanes.worker_pids();
    const int victim = before.at(static_cast<int>(round));
    killed.insert(victim);
    ASSERT_EQ(::kill(victim, SIGKILL), 0);
    ASSERT_TRUE(lanes.wait_deaths(round));
    const Death& death = lanes.lane().deaths.back();
    EXPECT_EQ(death.report.pid, victim);
    EXPECT_EQ(death.report.signal, SIGKILL);
    EXPECT_EQ(death.report.fault, "");
    EXPECT_LE(death.lost_running, 1U);
    ASSERT_TRUE(lanes.wait_ready());
    for (const auto& [number, pid] : lanes.worker_pids()) {
      EXPECT_EQ(pid == before.at(number), number != static_cast<int>(round));
    }
  }
  ASSERT_TRUE(lanes.wait_quiescent());
  const Account account = lanes.account();
  EXPECT_LE(account.lost, 5U);
  EXPECT_EQ(account.done + account.lost, tasks);
  EXPECT_EQ(lanes.lane().respawns, 5U);
}

INSTANTIATE_TEST_SUITE_P(Lanes, WorkerKill, ::testing::Bool(), [](const auto& parameter) {
  return parameter.param ? "namespaces" : "no_namespaces";
});

/// A random process of the lane is killed at a random moment, also while workers start and stop.
class RandomKill : public ::testing::TestWithParam<int> {};

TEST_P(RandomKill, never_costs_the_account_or_the_other_lane) {
  std::mt19937 random(static_cast<unsigned>(GetParam()));
  const auto pick = [&](int low, int high) {
    return std::uniform_int_distribution<int>(low, high)(random);
  };
  LaneUnderTest lanes;
  LaneOptions options;
  options.use_namespaces = pick(0, 1) == 1;
  options.gate_open = true;
  // Without shared_queue: a worker that dies while it holds the plain lock leaves the others
  // waiting, as it should.
  constexpr LaneKind kinds[] = {LaneKind::threads, LaneKind::processes, LaneKind::robust_queue};
  lanes.open(lane_of(kinds[pick(0, std::size(kinds) - 1)]), options);
  const LaneIndex bystander = lanes.open(lane_of(LaneKind::threads, 1), {});
  const std::set<int> bystander_pids = lanes.pids(bystander);
  std::uint64_t deaths = 0;
  for (int round = 0; round < 8; ++round) {
    // A lane that is still dying from the previous round may refuse.
    const auto count = static_cast<std::uint64_t>(pick(1, 300));
    (void)lanes.lab().request(0, SubmitTasks{{WorkloadId::mixed, 300}, count});
    if (pick(0, 1) == 1) (void)lanes.lab().request(0, SetWorkers{pick(1, 10)});
    for (int drains = pick(0, 10); drains > 0; --drains) {
      lanes.drain();
      lanes.lab().wait(1);
    }
    const std::set<int> pids = lanes.pids();
    if (!pids.empty()) {
      const int victim = *std::next(pids.begin(), pick(0, static_cast<int>(pids.size()) - 1));
      // It may have ended since the last drain: then nothing is killed in this round.
      if (::kill(victim, SIGKILL) != 0) continue;
    }
    ASSERT_TRUE(lanes.wait_until("the lane has come to a state of rest",
                                 [&] { return lanes.lane().quiescent(); }));
    if (lanes.lane().state != LaneState::dead && lanes.lane().state != LaneState::failed) continue;
    ++deaths;
    lanes.ask(RestartLane{});
    ASSERT_TRUE(lanes.wait_ready());
  }
  ASSERT_TRUE(lanes.wait_until("rest", [&] { return lanes.lane().quiescent(); }));
  EXPECT_LE(deaths, lanes.lane().death_count);
  EXPECT_EQ(lanes.account().queued + lanes.account().running, 0U);
  EXPECT_EQ(lanes.pids(bystander), bystander_pids);
  lanes.submit(10, {WorkloadId::square, 0}, bystander);
  lanes.ask(OpenGate{}, bystander);
  ASSERT_TRUE(lanes.wait_quiescent(bystander));
  EXPECT_EQ(lanes.account(bystander), (Account{.submitted = 10, .done = 10}));
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomKill, ::testing::Range(1, 21));

}  // namespace
}  // namespace sharedfate::testing
