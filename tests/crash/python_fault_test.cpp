// The effects of faults in CPython, in each kind of Python lane. The table states what the standard
// library does, not what it should do.
#include <gtest/gtest.h>

#include <csignal>

#include "tests/lane/interpreters.h"
#include "tests/lane/kernel_facts.h"
#include "tests/lane/lane_kind_names.h"
#include "tests/lane/lane_under_test.h"

namespace sharedfate::testing {
namespace {

/// The effect of a fault in a worker's second task.
enum class Comes {
  threads_process_dies,
  thread_ends,  ///< alone, and is not replaced
  worker_dies,  ///< alone; the pool replaces it, and its call never returns
  pool_breaks,
  task_fails,  ///< no thread or process ends
};

struct Row {
  FaultId fault;
  int signal;
  Comes threads, pool, executor;
};

constexpr Row rows[] = {
    {FaultId::segv, SIGSEGV, Comes::threads_process_dies, Comes::worker_dies, Comes::pool_breaks},
    {FaultId::abort, SIGABRT, Comes::threads_process_dies, Comes::worker_dies, Comes::pool_breaks},
    {FaultId::kill, SIGKILL, Comes::threads_process_dies, Comes::worker_dies, Comes::pool_breaks},
    {FaultId::exit, 0, Comes::threads_process_dies, Comes::worker_dies, Comes::pool_breaks},
    {FaultId::spin, SIGKILL, Comes::threads_process_dies, Comes::worker_dies, Comes::pool_breaks},
    {FaultId::sys_exit, 0, Comes::thread_ends, Comes::worker_dies, Comes::task_fails},
    {FaultId::exception, 0, Comes::thread_ends, Comes::task_fails, Comes::task_fails},
    {FaultId::error, 0, Comes::task_fails, Comes::task_fails, Comes::task_fails},
};

constexpr LaneKind kinds[] = {LaneKind::python_serial, LaneKind::python_threads,
                              LaneKind::python_pool, LaneKind::python_executor};
constexpr std::uint64_t task_count = 40;

using Case = std::tuple<Row, LaneKind, bool>;

class PythonFault : public ::testing::TestWithParam<Case> {
 protected:
  void SetUp() override {
    if (interpreters().empty()) GTEST_SKIP() << "no python3 from 3.8 on is installed";
    LaneOptions options;
    options.deadline_ms = row().fault == FaultId::spin ? 1'500 : 60'000;
    options.use_namespaces = std::get<2>(GetParam());
    LaneSpec spec = lane_of(kind(), 3);
    spec.language = Language::python;
    spec.python = interpreters().front().path;
    lanes_.open(spec, options);
    if (options.use_namespaces && lanes_.lane().containment != Containment::pid_namespace)
      GTEST_SKIP() << "no namespaces here: " << lanes_.lane().containment_note;
    victim_ = spec.workers == 1 ? 1 : 2;
    lanes_.submit(task_count, {WorkloadId::mixed, 500});
    ASSERT_TRUE(lanes_.wait_quiescent());
    before_ = lanes_.worker(victim_);
    lane_process_before_ = lanes_.lane().lane_pid;
    lanes_.ask(InjectFault{{row().fault, victim_, 2}});
    lanes_.ask(OpenGate{});
  }

  [[nodiscard]] static Row row() { return std::get<0>(GetParam()); }
  [[nodiscard]] static LaneKind kind() { return std::get<1>(GetParam()); }
  [[nodiscard]] static Comes comes() {
    if (kind() == LaneKind::python_pool) return row().pool;
    return kind() == LaneKind::python_executor ? row().executor : row().threads;
  }
  /// The scheduler decides how many tasks each worker takes: there must always be one more for the
  /// victim.
  void feed_until(const std::string& what, const std::function<bool()>& reached) {
    ASSERT_TRUE(lanes_.wait_until(what, [&] {
      if (reached()) return true;
      const Account now = lanes_.account();
      if (now.queued + now.running == 0 && lanes_.lane().state == LaneState::open) {
        lanes_.submit(task_count, {WorkloadId::mixed, 500});
        (void)lanes_.wait_until("they are taken in",
                                [&] { return !lanes_.lane().requests_awaited; });
      }
      return false;
    }));
  }
  void check_report(int scope_signal) {
    ASSERT_FALSE(lanes_.lane().deaths.empty());
    const DeathReport& report = lanes_.lane().deaths.front().report;
    EXPECT_EQ(report.signal, scope_signal);
    EXPECT_EQ(report.exit_code, 0);
    EXPECT_EQ(report.fault, fault_row(row().fault).name);
    EXPECT_EQ(report.worker, victim_);
    EXPECT_EQ(report.pid, before_.pid);
    EXPECT_EQ(report.tid, before_.tid);
    EXPECT_NE(report.task, 0U);
  }

  LaneUnderTest lanes_;
  int victim_ = 1, lane_process_before_ = 0;
  WorkerModel before_;
};

TEST_P(PythonFault, HasTheEffectThatTheTableStates) {
  switch (comes()) {
    case Comes::threads_process_dies:
      feed_until("the death of the threads process",
                 [&] { return lanes_.lane().state == LaneState::dead; });
      check_report(row().signal);
      EXPECT_EQ(lanes_.lane().alive(), 0);
      EXPECT_FALSE(exists(lane_process_before_));
      break;
    case Comes::thread_ends:
      feed_until("the thread's end", [&] { return lanes_.lane().death_count == 1; });
      check_report(0);
      EXPECT_EQ(lanes_.lane().lane_pid, lane_process_before_) << "its process lives on";
      // Python reports a thread as ended a moment before the kernel does.
      ASSERT_TRUE(lanes_.wait_until("the kernel has no such thread any more", [&] {
        return kind() == LaneKind::python_serial ||
               !threads_of(lane_process_before_).contains(before_.tid);
      }));
      ASSERT_TRUE(lanes_.wait_quiescent());
      EXPECT_EQ(lanes_.account().lost, 1U);
      EXPECT_EQ(lanes_.lane().alive(), lanes_.lane().spec.workers - 1) << "it is not replaced";
      break;
    case Comes::worker_dies:
      feed_until("the death and the replacement", [&] {
        return lanes_.lane().death_count == 1 &&
               lanes_.lane().alive() == lanes_.lane().spec.workers;
      });
      check_report(row().signal);
      ASSERT_TRUE(lanes_.wait_quiescent());
      EXPECT_EQ(lanes_.account().lost, 1U);
      EXPECT_EQ(lanes_.account().done + 1, lanes_.account().submitted);
      EXPECT_NE(lanes_.worker(victim_).pid, before_.pid);
      EXPECT_TRUE(lanes_.lane().waits_in_vain());
      ASSERT_TRUE(lanes_.wait_until("one call is left, and hangs",
                                    [&] { return lanes_.lane().calls_open == 1; }));
      break;
    case Comes::pool_breaks:
      feed_until("the broken pool",
                 [&] { return lanes_.lane().figures.broken && lanes_.lane().alive() == 0; });
      check_report(row().signal);
      ASSERT_TRUE(lanes_.wait_quiescent());
      EXPECT_EQ(lanes_.account().lost, 0U);
      EXPECT_EQ(lanes_.account().done + lanes_.account().failed, lanes_.account().submitted);
      EXPECT_GE(lanes_.account().failed, 1U);
      EXPECT_EQ(lanes_.lane().death_count, 1U) << "the pool ended the others";
      break;
    case Comes::task_fails:
      feed_until("the failed task", [&] { return lanes_.account().failed == 1; });
      ASSERT_TRUE(lanes_.wait_quiescent());
      EXPECT_EQ(lanes_.account().failed, 1U);
      EXPECT_EQ(lanes_.account().lost, 0U);
      EXPECT_EQ(lanes_.lane().death_count, 0U);
      EXPECT_EQ(lanes_.lane().alive(), lanes_.lane().spec.workers);
      break;
  }
  EXPECT_EQ(lanes_.lane().records_rejected, 0U);
  lanes_.ask(ResetLane{});
  ASSERT_TRUE(lanes_.wait_until("the account is empty", [&] {
    return lanes_.account().submitted == 0 && lanes_.lane().lane_pid != 0;
  }));
  ASSERT_TRUE(lanes_.wait_ready()) << "whatever hangs, a reset ends it";
}

INSTANTIATE_TEST_SUITE_P(Table, PythonFault,
                         ::testing::Combine(::testing::ValuesIn(rows), ::testing::ValuesIn(kinds),
                                            ::testing::Bool()),
                         [](const auto& parameter) {
                           std::string name(fault_row(std::get<0>(parameter.param).fault).name);
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name + "_" + kind_name(std::get<1>(parameter.param)) +
                                  (std::get<2>(parameter.param) ? "" : "_without_namespaces");
                         });

}  // namespace
}  // namespace sharedfate::testing
