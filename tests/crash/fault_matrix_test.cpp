// Every fault that ends a process or fails a task, in a serial, a threads and a processes lane, at
// three moments, with and without namespaces: which workers die, how the kernel reports it, and how
// many tasks are lost.
#include <gtest/gtest.h>

#include "tests/lane/kernel_facts.h"
#include "tests/lane/lane_kind_names.h"
#include "tests/lane/lane_under_test.h"
#include "tests/support/sanitizer.h"

namespace sharedfate::testing {
namespace {

enum class Moment { at_its_second_task, now_while_idle, now_while_running };

std::string moment_name(Moment moment) {
  switch (moment) {
    case Moment::at_its_second_task:
      return "at_its_second_task";
    case Moment::now_while_idle:
      return "now_while_idle";
    case Moment::now_while_running:
      return "now_while_running";
  }
  return "";
}

void PrintTo(Moment moment, std::ostream* stream) { *stream << moment_name(moment); }

using Case = std::tuple<FaultId, LaneKind, Moment, bool>;

class Fault : public ::testing::TestWithParam<Case> {
 protected:
  void SetUp() override {
    if (const std::string reason = sanitizer_changes(fault().id); !reason.empty())
      GTEST_SKIP() << reason;
    if (moment() == Moment::now_while_running) options_.tempo_ms = 400;
    // Longer than any task, unless the fault needs the deadline to end.
    options_.deadline_ms = fault().needs_deadline ? 1'500 : 60'000;
    options_.use_namespaces = std::get<3>(GetParam());
    lanes_.open(lane_of(kind()), options_);
    if (options_.use_namespaces && lanes_.lane().containment != Containment::pid_namespace) {
      GTEST_SKIP() << "no namespaces here: " << lanes_.lane().containment_note;
    }
    bystander_ = lanes_.open(lane_of(LaneKind::threads, 2), {});
    lanes_.submit(40, {WorkloadId::wait, 1}, bystander_);
    victim_ = lanes_.lane().spec.workers == 1 ? 1 : 3;
  }

  [[nodiscard]] static const FaultRow& fault() { return fault_row(std::get<0>(GetParam())); }
  [[nodiscard]] static LaneKind kind() { return std::get<1>(GetParam()); }
  [[nodiscard]] static Moment moment() { return std::get<2>(GetParam()); }
  [[nodiscard]] static bool shared_fate() { return lane_kind_row(kind()).one_address_space; }

  void inject(std::uint64_t at_task) { lanes_.ask(InjectFault{{fault().id, victim_, at_task}}); }

  /// Brings the fault about and waits for the death.
  void bring_about() {
    lanes_.submit(40, {WorkloadId::mixed, 500});
    ASSERT_TRUE(lanes_.wait_quiescent());
    if (moment() == Moment::at_its_second_task) inject(2);
    if (moment() != Moment::now_while_idle) lanes_.ask(OpenGate{});
    if (moment() == Moment::now_while_running) {
      ASSERT_TRUE(lanes_.wait_until("the victim runs a task", [&] {
        return lanes_.worker(victim_).state == WorkerState::running;
      }));
    }
    before_ = lanes_.worker(victim_);
    others_before_ = lanes_.worker_pids();
    lane_process_before_ = lanes_.lane().lane_pid;
    if (moment() != Moment::at_its_second_task) inject(0);
    // The scheduler decides how many tasks the victim gets: there must always be one more to take.
    ASSERT_TRUE(lanes_.wait_until("the death", [&] {
      if (lanes_.lane().death_count > 0) return true;
      if (moment() == Moment::at_its_second_task && lanes_.lane().quiescent()) {
        lanes_.submit(10, {WorkloadId::wait, 2});
      }
      return false;
    }));
    ASSERT_EQ(lanes_.lane().deaths.size(), 1U);
    death_ = lanes_.lane().deaths[0];
  }

  /// What the kernel and the crash record say about the end.
  void check_report() {
    const DeathReport& report = death_.report;
    EXPECT_EQ(report.signal, fault().end.signal);
    EXPECT_EQ(report.exit_code, fault().end.signal == 0 ? fault().end.exit_code : 0);
    EXPECT_EQ(report.fault, fault().name);
    EXPECT_EQ(report.worker, victim_) << "the faulting worker is named";
    EXPECT_EQ(report.pid, before_.pid);
    EXPECT_EQ(report.tid, before_.tid);
    if (moment() == Moment::at_its_second_task) {
      EXPECT_NE(report.task, 0U) << "the fault fires inside of a task";
    }
    if (moment() == Moment::now_while_idle) {
      EXPECT_EQ(report.task, 0U);
    }
    const int signal = fault().end.signal;
    const bool of_an_address =
        signal == SIGSEGV || signal == SIGBUS || signal == SIGFPE || signal == SIGILL;
    EXPECT_EQ(report.has_address, of_an_address);
    if (of_an_address) {
      EXPECT_EQ(report.address == 0, fault().id == FaultId::segv);
    }
    const bool has_crash_record = of_an_address || signal == SIGABRT;
    EXPECT_EQ(report.stack.empty(), !has_crash_record)
        << "a handler writes the stack, where one can run";
    if (fault().id == FaultId::exception) {
      EXPECT_NE(report.cause.find("this is not caught"), std::string::npos) << report.cause;
    } else if (fault().id == FaultId::leak) {
      EXPECT_EQ(report.cause, "std::bad_alloc");
    } else if (fault().id == FaultId::fds) {
      EXPECT_EQ(report.cause, "open a file: Too many open files");
    } else {
      EXPECT_EQ(report.cause, "");
    }
    EXPECT_FALSE(lanes_.pids().contains(before_.pid));
    EXPECT_FALSE(exists(before_.pid)) << "the process is still there";
  }

  void check_shared_fate();
  void check_isolation();
  void check_bystander() {
    lanes_.ask(OpenGate{}, bystander_);
    ASSERT_TRUE(lanes_.wait_quiescent(bystander_));
    EXPECT_EQ(lanes_.account(bystander_), (Account{.submitted = 40, .done = 40}));
    EXPECT_EQ(lanes_.lane(bystander_).death_count, 0U);
  }

  LaneUnderTest lanes_;
  LaneOptions options_;
  LaneIndex bystander_ = 0;
  int victim_ = 0, lane_process_before_ = 0;
  WorkerModel before_;
  std::map<int, int> others_before_;
  Death death_;
};

/// The lane process dies and everything that it held is lost; a restart is a new incarnation.
void Fault::check_shared_fate() {
  EXPECT_EQ(death_.scope, Death::Scope::lane_process);
  EXPECT_EQ(lanes_.lane().state, LaneState::dead);
  EXPECT_EQ(lanes_.lane().alive(), 0);
  std::vector<int> others;
  for (const auto& [number, pid] : others_before_) {
    if (number != victim_) others.push_back(number);
  }
  EXPECT_EQ(death_.also_died, others);
  const Account account = lanes_.account();
  EXPECT_EQ(account.done + account.failed + account.lost, account.submitted);
  EXPECT_EQ(account.lost, death_.lost_running + death_.lost_queued);
  EXPECT_EQ(account.queued + account.running + account.cancelled, 0U);
  if (death_.report.task != 0) {
    EXPECT_GE(death_.lost_running, 1U);
  }
  EXPECT_LE(death_.lost_running, others_before_.size());
  if (moment() == Moment::now_while_idle) {
    EXPECT_EQ(death_.lost_running, 0U);
    EXPECT_EQ(death_.lost_queued, 40U) << "the queue was in the memory of the threads process";
  }

  lanes_.ask(RestartLane{});
  ASSERT_TRUE(lanes_.wait_ready());
  EXPECT_EQ(lanes_.account(), account) << "a restart gives nothing back and takes nothing away";
  EXPECT_EQ(lanes_.lane().incarnation, 2U);
  EXPECT_NE(lanes_.lane().lane_pid, lane_process_before_);
  lanes_.ask(SetTempo{0});
  lanes_.submit(20, {WorkloadId::square, 0});
  lanes_.ask(OpenGate{});
  ASSERT_TRUE(lanes_.wait_quiescent());
  EXPECT_EQ(lanes_.account().done, account.done + 20);
}

/// One worker process dies with its task and is replaced; all other tasks are done.
void Fault::check_isolation() {
  EXPECT_EQ(death_.scope, Death::Scope::worker);
  EXPECT_TRUE(death_.also_died.empty());
  EXPECT_EQ(death_.lost_queued, 0U);
  EXPECT_EQ(death_.lost_running, death_.report.task != 0 ? 1U : 0U);
  lanes_.ask(SetTempo{0});
  lanes_.ask(OpenGate{});
  ASSERT_TRUE(lanes_.wait_ready());
  ASSERT_TRUE(lanes_.wait_until("the parent says how long the replacement took",
                                [&] { return lanes_.lane().deaths[0].replacement_ready_ns > 0; }));
  ASSERT_TRUE(lanes_.wait_quiescent());
  const Account account = lanes_.account();
  EXPECT_EQ(account.lost, death_.lost_running);
  EXPECT_EQ(account.done + account.lost, account.submitted) << "every other task is done";
  EXPECT_EQ(lanes_.lane().lane_pid, lane_process_before_);
  EXPECT_EQ(lanes_.lane().respawns, 1U);
  EXPECT_EQ(lanes_.lane().death_count, 1U);
  for (const auto& [number, pid] : others_before_) {
    if (number == victim_) {
      EXPECT_NE(lanes_.worker(number).pid, pid);
      EXPECT_EQ(lanes_.worker(number).pid, lanes_.lane().deaths[0].replacement_pid);
      EXPECT_EQ(lanes_.worker(number).respawns, 1U);
    } else {
      EXPECT_EQ(lanes_.worker(number).pid, pid)
          << "worker " << number << " has nothing to do with it";
    }
  }
}

class HandledFault : public Fault {};

TEST_P(Fault, kills_the_workers_in_its_memory_and_no_others) {
  bring_about();
  if (HasFatalFailure()) return;
  check_report();
  if (shared_fate()) {
    check_shared_fate();
  } else {
    check_isolation();
  }
  check_bystander();
}

/// The caller of the task catches the error: the task counts as failed, and no process dies.
TEST_P(HandledFault, fails_one_task_and_kills_no_process) {
  lanes_.submit(40, {WorkloadId::mixed, 500});
  ASSERT_TRUE(lanes_.wait_quiescent());
  const auto pids = lanes_.worker_pids();
  if (moment() == Moment::now_while_idle) {
    inject(0);
    ASSERT_TRUE(lanes_.wait_until("the lane says that nothing happened", [&] {
      return lanes_.lane().trouble.find("nothing happened") != std::string::npos;
    }));
    lanes_.ask(OpenGate{});
    ASSERT_TRUE(lanes_.wait_quiescent());
    EXPECT_EQ(lanes_.account(), (Account{.submitted = 40, .done = 40}));
  } else {
    if (moment() == Moment::at_its_second_task) inject(2);
    lanes_.ask(OpenGate{});
    if (moment() == Moment::now_while_running) {
      ASSERT_TRUE(lanes_.wait_until("the victim runs a task", [&] {
        return lanes_.worker(victim_).state == WorkerState::running;
      }));
      inject(0);
    }
    ASSERT_TRUE(lanes_.wait_until("a task has failed", [&] {
      if (lanes_.account().failed > 0) return true;
      if (lanes_.lane().quiescent()) lanes_.submit(10, {WorkloadId::wait, 2});
      return false;
    }));
    lanes_.ask(SetTempo{0});
    ASSERT_TRUE(lanes_.wait_quiescent());
    const Account account = lanes_.account();
    EXPECT_EQ(account.failed, 1U);
    EXPECT_EQ(account.done, account.submitted - 1);
    EXPECT_EQ(lanes_.worker(victim_).failed, 1U) << "it is the victim's task that failed";
  }
  EXPECT_EQ(lanes_.lane().death_count, 0U);
  EXPECT_EQ(lanes_.worker_pids(), pids);
  check_bystander();
}

std::string name_of(const ::testing::TestParamInfo<Case>& parameter) {
  const auto& [fault, kind, moment, use_namespaces] = parameter.param;
  return std::string(fault_row(fault).name) + "_" + kind_name(kind) + "_" + moment_name(moment) +
         (use_namespaces ? "_namespaces" : "_no_namespaces");
}

const auto every_moment = ::testing::Values(Moment::at_its_second_task, Moment::now_while_idle,
                                            Moment::now_while_running);

INSTANTIATE_TEST_SUITE_P(Matrix, Fault,
                         ::testing::Combine(::testing::ValuesIn(every_deadly_fault()),
                                            ::testing::ValuesIn(kinds_by_isolation), every_moment,
                                            ::testing::Bool()),
                         name_of);
INSTANTIATE_TEST_SUITE_P(Matrix, HandledFault,
                         ::testing::Combine(::testing::ValuesIn(every_handled_fault()),
                                            ::testing::ValuesIn(kinds_by_isolation), every_moment,
                                            ::testing::Bool()),
                         name_of);

}  // namespace
}  // namespace sharedfate::testing
