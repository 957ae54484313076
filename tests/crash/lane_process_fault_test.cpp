// Faults that name no worker end the lane process or the supervisor: which processes end with it,
// with which wait status, and what remains.
#include <gtest/gtest.h>

#include <csignal>

#include "tests/lane/kernel_facts.h"
#include "tests/lane/lane_kind_names.h"
#include "tests/lane/lane_under_test.h"

namespace sharedfate::testing {
namespace {

using Case = std::tuple<FaultId, LaneKind, bool>;

class EndOfTheLane : public ::testing::TestWithParam<Case> {
 protected:
  /// So many that even on a busy machine some are left when the end comes.
  static constexpr std::uint64_t tasks = 20'000;

  void SetUp() override {
    LaneOptions options;
    options.use_namespaces = std::get<2>(GetParam());
    lanes_.open(lane_of(kind()), options);
    if (options.use_namespaces && lanes_.lane().containment != Containment::pid_namespace)
      GTEST_SKIP() << "no namespaces here: " << lanes_.lane().containment_note;
    bystander_ = lanes_.open(lane_of(LaneKind::processes, 2), {});
    bystander_pids_ = lanes_.pids(bystander_);
    lanes_.submit(20, {WorkloadId::wait, 1}, bystander_);
    lanes_.submit(tasks, {WorkloadId::wait, 2});
    lanes_.ask(OpenGate{});
    ASSERT_TRUE(
        lanes_.wait_until("some tasks are done", [&] { return lanes_.account().done > 9; }));
    for (const int pid : lanes_.pids()) watched_[pid] = watch_process(pid);
    for (const auto& [number, pid] : lanes_.worker_pids()) workers_.push_back(number);
    lane_process_ = lanes_.lane().lane_pid;
    supervisor_ = lanes_.lane().supervisor_pid;
    lanes_.ask(InjectFault{make_fault_spec(fault().id, 0, 0)});
    ASSERT_TRUE(lanes_.wait_deaths(1));
    death_ = lanes_.lane().deaths.at(0);
  }

  [[nodiscard]] static const FaultRow& fault() { return fault_row(std::get<0>(GetParam())); }
  [[nodiscard]] static LaneKind kind() { return std::get<1>(GetParam()); }
  [[nodiscard]] static bool one_space() { return lane_kind_row(kind()).one_address_space; }
  [[nodiscard]] static bool of_supervisor() { return fault().target == FaultTarget::supervisor; }

  /// What the kernel reports: which process, with which wait status.
  void check_wait_status() const {
    const ExpectedEnd& end = fault().end_in(one_space());
    EXPECT_EQ(death_.scope,
              of_supervisor() ? Death::Scope::supervisor : Death::Scope::lane_process);
    EXPECT_EQ(death_.report.pid, of_supervisor() ? supervisor_ : lane_process_);
    EXPECT_EQ(death_.report.signal, end.signal);
    EXPECT_EQ(death_.report.exit_code, end.exit_code);
    EXPECT_EQ(death_.report.fault, fault().name);
    EXPECT_GT(death_.report.known_after_ns, 0U);
    // In a serial lane the primary thread, which ends the process, is the worker.
    const bool by_worker = kind() == LaneKind::serial && !of_supervisor();
    EXPECT_EQ(death_.report.worker, by_worker ? 1 : 0);
    EXPECT_EQ(death_.also_died, by_worker ? std::vector<int>{} : workers_);
    const bool leaves_orphans = !of_supervisor() && !one_space();
    EXPECT_EQ(death_.report.orphans, leaves_orphans ? static_cast<int>(workers_.size()) : 0);
  }
  /// No process of the lane is left, except for the supervisor of a lane process that has died.
  void check_nobody_is_left() {
    for (const auto& [pid, watch] : watched_) {
      if (pid == supervisor_ && !of_supervisor()) continue;
      EXPECT_TRUE(ends_within(watch, limit_ms_default)) << "process " << pid << " is still there";
    }
    EXPECT_EQ(lanes_.lane().supervisor_pid, of_supervisor() ? 0 : supervisor_);
    EXPECT_EQ(lanes_.lane().alive(), 0);
    EXPECT_EQ(lanes_.lane().state, LaneState::dead);
  }
  void check_account_and_restart() {
    const Account account = lanes_.account();
    EXPECT_EQ(account.done + account.lost, tasks);
    EXPECT_EQ(account.lost, death_.lost_running + death_.lost_queued);
    EXPECT_GT(account.lost, 0U) << "the queue is gone with who held it";
    lanes_.ask(RestartLane{});
    ASSERT_TRUE(lanes_.wait_ready());
    EXPECT_EQ(lanes_.account(), account);
    EXPECT_NE(lanes_.lane().lane_pid, lane_process_);
    EXPECT_EQ(lanes_.lane().supervisor_pid == supervisor_, !of_supervisor());
    lanes_.submit(25, {WorkloadId::square, 0});
    lanes_.ask(OpenGate{});
    ASSERT_TRUE(lanes_.wait_quiescent());
    EXPECT_EQ(lanes_.account().done, account.done + 25);
    EXPECT_EQ(lanes_.lane().death_count, 1U);
  }
  void check_bystander() {
    lanes_.ask(OpenGate{}, bystander_);
    ASSERT_TRUE(lanes_.wait_quiescent(bystander_));
    EXPECT_EQ(lanes_.account(bystander_), (Account{.submitted = 20, .done = 20}));
    EXPECT_EQ(lanes_.pids(bystander_), bystander_pids_);
  }

  LaneUnderTest lanes_;
  LaneIndex bystander_ = 0;
  std::set<int> bystander_pids_;
  std::map<int, Descriptor> watched_;
  std::vector<int> workers_;
  int lane_process_ = 0, supervisor_ = 0;
  Death death_;
};

TEST_P(EndOfTheLane, ends_all_of_the_lane_and_nothing_else) {
  check_wait_status();
  check_nobody_is_left();
  check_account_and_restart();
  check_bystander();
}

INSTANTIATE_TEST_SUITE_P(Lanes, EndOfTheLane,
                         ::testing::Combine(::testing::Values(FaultId::parent, FaultId::supervisor),
                                            ::testing::ValuesIn(every_kind), ::testing::Bool()),
                         [](const auto& parameter) {
                           return std::string(fault_row(std::get<0>(parameter.param)).name) + "_" +
                                  kind_name(std::get<1>(parameter.param)) +
                                  (std::get<2>(parameter.param) ? "_namespaces" : "_no_namespaces");
                         });

/// A stopped parent cannot end itself: its supervisor kills it.
TEST(EndOfAStoppedParent, does_not_depend_on_the_parent) {
  LaneUnderTest lanes;
  lanes.open(lane_of(LaneKind::processes, 2));
  const int lane_process = lanes.lane().lane_pid;
  ASSERT_EQ(::kill(lane_process, SIGSTOP), 0);
  ASSERT_TRUE(lanes.wait_until("the parent is stopped", [&] {
    return scheduling_state(lane_process, lane_process) == 'T';
  }));
  lanes.ask(InjectFault{make_fault_spec(FaultId::parent, 0, 0)});
  ASSERT_TRUE(lanes.wait_deaths(1));
  EXPECT_EQ(lanes.lane().deaths[0].report.signal, SIGKILL);
  EXPECT_EQ(lanes.lane().deaths[0].report.orphans, 2);
}

}  // namespace
}  // namespace sharedfate::testing
