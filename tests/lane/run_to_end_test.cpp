// Every kind of C++ lane runs every workload to its end, and its processes and threads are those
// that the kernel lists.
#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>

#include "tests/lane/kernel_facts.h"
#include "tests/lane/lane_kind_names.h"
#include "tests/lane/lane_under_test.h"

namespace sharedfate::testing {
namespace {

std::uint64_t small_parameter(WorkloadId id) {
  switch (id) {
    case WorkloadId::square:
    case WorkloadId::poison:
      return 0;
    case WorkloadId::primes:
      return 2'000;
    case WorkloadId::wait:
      return 1;
    case WorkloadId::mixed:
      return 2'000;
    case WorkloadId::sha256:
      return 10;
  }
  return 0;
}

using KindAndWorkload = std::tuple<LaneKind, WorkloadId>;

class RunToEnd : public ::testing::TestWithParam<KindAndWorkload> {};

TEST_P(RunToEnd, every_task_is_done_once) {
  const auto [kind, workload] = GetParam();
  constexpr std::uint64_t tasks = 300;
  LaneUnderTest lanes;
  lanes.open(lane_of(kind));
  lanes.submit(tasks, {workload, small_parameter(workload)});
  ASSERT_TRUE(lanes.wait_quiescent());
  EXPECT_EQ(lanes.account().queued, tasks)
      << "nothing may leave the queue while the gate is closed";

  lanes.ask(OpenGate{});
  ASSERT_TRUE(lanes.wait_quiescent());
  EXPECT_EQ(lanes.account(), (Account{.submitted = tasks, .done = tasks}));
  EXPECT_EQ(lanes.tasks_seen() + lanes.lane().records_missed, tasks);
  EXPECT_EQ(lanes.lane().death_count, 0U);
}

INSTANTIATE_TEST_SUITE_P(Lanes, RunToEnd,
                         ::testing::Combine(::testing::ValuesIn(every_kind),
                                            ::testing::ValuesIn(every_workload())),
                         [](const auto& parameter) {
                           return kind_name(std::get<0>(parameter.param)) + "_" +
                                  std::string(workload_row(std::get<1>(parameter.param)).name);
                         });

class QueueDepth : public ::testing::TestWithParam<LaneKind> {};

TEST_P(QueueDepth, keeps_the_largest_one_until_the_lane_process_is_replaced) {
  LaneUnderTest lanes;
  lanes.open(lane_of(GetParam()));
  for (const std::uint64_t tasks : {40U, 60U}) lanes.submit(tasks, {WorkloadId::square, 0});
  ASSERT_TRUE(lanes.wait_quiescent());
  EXPECT_EQ(lanes.lane().figures.queue_depth_max, 100U);
  lanes.ask(OpenGate{});
  ASSERT_TRUE(lanes.wait_quiescent());
  lanes.submit(70, {WorkloadId::square, 0});
  ASSERT_TRUE(lanes.wait_quiescent());
  EXPECT_EQ(lanes.account().done, 170U);
  EXPECT_EQ(lanes.lane().figures.queue_depth, 0U);
  EXPECT_EQ(lanes.lane().figures.queue_depth_max, 100U);

  lanes.ask(CloseGate{});
  const std::uint32_t before = lanes.lane().incarnation;
  lanes.ask(RestartLane{});
  ASSERT_TRUE(
      lanes.wait_until("another lane process", [&] { return lanes.lane().incarnation > before; }));
  ASSERT_TRUE(lanes.wait_ready());
  EXPECT_EQ(lanes.lane().figures.queue_depth_max, 0U);
  lanes.submit(30, {WorkloadId::square, 0});
  ASSERT_TRUE(lanes.wait_quiescent());
  EXPECT_EQ(lanes.lane().figures.queue_depth_max, 30U);
}

INSTANTIATE_TEST_SUITE_P(Lanes, QueueDepth, ::testing::ValuesIn(every_kind),
                         [](const auto& parameter) { return kind_name(parameter.param); });

/// An idle worker gets no more than its share: slow tasks are spread over the workers.
TEST(HandingOut, spreads_a_batch_over_idle_workers) {
  constexpr int workers = 5, rounds = 40;
  constexpr std::uint64_t tasks_each = 2;  // what a parent dispatches to a worker ahead
  LaneUnderTest lanes;
  lanes.open({LaneKind::processes, Language::cpp, workers});
  // Each request makes the parent look at its workers, which have nothing to do.
  for (int round = 0; round < rounds; ++round) {
    lanes.ask(SetTempo{round % 2 == 0 ? 1U : 0U});
    ASSERT_TRUE(
        lanes.wait_until("the lane has heard", [&] { return !lanes.lane().requests_awaited; }));
  }
  lanes.ask(OpenGate{});
  ASSERT_TRUE(lanes.wait_quiescent());
  lanes.submit(workers * tasks_each, {WorkloadId::wait, 100});
  ASSERT_TRUE(lanes.wait_until("all are done",
                               [&] { return lanes.account().done == workers * tasks_each; }));
  for (const WorkerModel& worker : lanes.lane().workers) {
    EXPECT_EQ(worker.ended(), tasks_each) << "worker " << worker.worker;
  }
}

/// A kind of lane, with and without namespaces.
class LaneFacts : public ::testing::TestWithParam<std::tuple<LaneKind, bool>> {
 protected:
  void SetUp() override {
    const auto [kind, use_namespaces] = GetParam();
    LaneOptions options;
    options.use_namespaces = use_namespaces;
    lanes.open(lane_of(kind), options);
    if (use_namespaces && lanes.lane().containment != Containment::pid_namespace) {
      GTEST_SKIP() << "no namespaces here: " << lanes.lane().containment_note;
    }
  }
  LaneUnderTest lanes;
};

TEST_P(LaneFacts, the_model_names_the_containment) {
  const bool use_namespaces = std::get<1>(GetParam());
  const LaneModel& lane = lanes.lane();
  EXPECT_EQ(lane.containment, use_namespaces ? Containment::pid_namespace : Containment::subreaper);
  EXPECT_EQ(lane.containment_note.empty(), use_namespaces) << lane.containment_note;
  const bool has_inner_number =
      status_field(lane.supervisor_pid, "NSpid").find('\t') != std::string::npos;
  EXPECT_EQ(has_inner_number, use_namespaces);
}

TEST_P(LaneFacts, the_tree_of_processes_is_the_kernels) {
  const LaneModel& lane = lanes.lane();
  EXPECT_EQ(parent_of(lane.supervisor_pid), ::getpid());
  EXPECT_EQ(parent_of(lane.lane_pid), lane.supervisor_pid);
  EXPECT_EQ(status_field(lane.lane_pid, "NSpid").ends_with(std::to_string(lane.lane_pid_inner)),
            true)
      << status_field(lane.lane_pid, "NSpid");
  for (const WorkerModel& worker : lane.workers) {
    if (lane_kind_row(lane.spec.kind).one_address_space) {
      EXPECT_EQ(worker.pid, lane.lane_pid);
    } else {
      EXPECT_EQ(parent_of(worker.pid), lane.lane_pid);
      EXPECT_TRUE(status_field(worker.pid, "NSpid").ends_with(std::to_string(worker.pid_inner)));
    }
  }
}

TEST_P(LaneFacts, the_workers_are_the_kernels_threads) {
  const LaneModel& lane = lanes.lane();
  std::set<int> pids, tids;
  for (const WorkerModel& worker : lane.workers) {
    pids.insert(worker.pid);
    tids.insert(worker.tid);
    EXPECT_TRUE(threads_of(worker.pid).contains(worker.tid))
        << worker.pid << " has no thread " << worker.tid;
  }
  EXPECT_EQ(tids.size(), lane.workers.size()) << "each worker is a thread of its own";
  switch (lane.spec.kind) {
    case LaneKind::serial:
      EXPECT_EQ(tids, pids) << "the only worker is the primary thread";
      break;
    case LaneKind::threads:
      EXPECT_EQ(pids, std::set{lane.lane_pid}) << "one process";
      EXPECT_FALSE(tids.contains(lane.lane_pid)) << "the primary thread is not a worker";
      EXPECT_GE(threads_of(lane.lane_pid).size(), tids.size() + 1);
      break;
    case LaneKind::processes:
    case LaneKind::shared_queue:
    case LaneKind::robust_queue:
      EXPECT_EQ(pids.size(), lane.workers.size()) << "each worker is a process of its own";
      EXPECT_EQ(tids, pids) << "with one thread";
      break;
    default:
      FAIL() << "Python lanes have a test of their own";
  }
}

TEST_P(LaneFacts, closing_the_lane_leaves_nothing) {
  const std::set<int> pids = lanes.pids();
  std::vector<Descriptor> watched;
  for (const int pid : pids) watched.push_back(watch_process(pid));
  lanes.lab().close(0);
  for (const Descriptor& each : watched) EXPECT_TRUE(ends_within(each, limit_ms_default));
  EXPECT_TRUE(lanes.wait_until("no child is left", [] { return children().empty(); }));
  EXPECT_FALSE(lanes.lane().exists);
}

// close() returns although the supervisor is stopped: the supervisor is killed or, without a
// namespace, continued, and then ends its lane. The drains reap it.
TEST_P(LaneFacts, closing_the_lane_does_not_wait_for_its_end) {
  const int supervisor = lanes.lane().supervisor_pid;
  ASSERT_EQ(::kill(supervisor, SIGSTOP), 0);
  lanes.lab().close(0);
  EXPECT_EQ(children(), std::set<int>{supervisor}) << "it is not waited for";
  EXPECT_TRUE(lanes.lab().ends_lanes());
  EXPECT_TRUE(lanes.wait_until("no child is left", [] { return children().empty(); }));
  EXPECT_FALSE(lanes.lane().exists);
}

INSTANTIATE_TEST_SUITE_P(Lanes, LaneFacts,
                         ::testing::Combine(::testing::ValuesIn(every_kind), ::testing::Bool()),
                         [](const auto& parameter) {
                           return kind_name(std::get<0>(parameter.param)) +
                                  (std::get<1>(parameter.param) ? "_namespaces" : "_no_namespaces");
                         });

TEST(Lanes, handled_errors_are_failures_and_no_deaths) {
  for (const LaneKind kind : every_kind) {
    LaneUnderTest lanes;
    lanes.open(lane_of(kind));
    lanes.submit(10, {WorkloadId::square, 3});
    lanes.submit(4, {WorkloadId::square, std::uint64_t{1} << 32});
    lanes.ask(OpenGate{});
    ASSERT_TRUE(lanes.wait_quiescent());
    const Account account = lanes.account();
    // A task of the second batch fails: the workload squares 32-bit numbers only.
    EXPECT_EQ(account.done, 10U) << kind_name(kind);
    EXPECT_EQ(account.failed + account.done, account.submitted);
    EXPECT_EQ(lanes.lane().death_count, 0U);
  }
}

TEST(Lanes, two_lanes_do_not_affect_each_other) {
  LaneUnderTest lanes;
  const LaneIndex threads = lanes.open(lane_of(LaneKind::threads));
  const LaneIndex processes = lanes.open(lane_of(LaneKind::processes, 3));
  lanes.submit(200, {WorkloadId::primes, 2'000}, threads);
  lanes.submit(100, {WorkloadId::square, 0}, processes);
  lanes.ask(OpenGate{}, processes);
  ASSERT_TRUE(lanes.wait_quiescent(processes));
  ASSERT_TRUE(lanes.wait_quiescent(threads));
  EXPECT_EQ(lanes.account(processes).done, 100U);
  EXPECT_EQ(lanes.account(threads).queued, 200U) << "its own gate is closed";
  lanes.ask(StopLane{}, processes);
  ASSERT_TRUE(
      lanes.wait_until("stop", [&] { return lanes.lane(processes).state == LaneState::stopped; }));
  lanes.ask(OpenGate{}, threads);
  ASSERT_TRUE(lanes.wait_quiescent(threads));
  EXPECT_EQ(lanes.account(threads), (Account{.submitted = 200, .done = 200}));
}

TEST(Lanes, many_tasks_add_up) {
  for (const LaneKind kind : every_kind) {
    constexpr std::uint64_t tasks = 200'000;
    LaneUnderTest lanes;
    lanes.open(lane_of(kind, 2));
    lanes.submit(tasks, {WorkloadId::square, 0});
    lanes.ask(OpenGate{});
    ASSERT_TRUE(lanes.wait_quiescent());
    EXPECT_EQ(lanes.account(), (Account{.submitted = tasks, .done = tasks})) << kind_name(kind);
    EXPECT_EQ(lanes.tasks_seen() + lanes.lane().records_missed, tasks) << kind_name(kind);
  }
}

TEST(Lanes, descriptors_and_shared_memory_are_given_back) {
  const std::set<std::string> files_before = shared_memory_files();
  const int descriptors_before = descriptor_count();
  for (const LaneKind kind : every_kind) {
    LaneUnderTest lanes;
    lanes.open(lane_of(kind));
    lanes.submit(50, {WorkloadId::square, 0});
    lanes.ask(OpenGate{});
    ASSERT_TRUE(lanes.wait_quiescent());
    EXPECT_GT(descriptor_count(), descriptors_before) << "a living lane holds some";
  }
  EXPECT_EQ(descriptor_count(), descriptors_before);
  EXPECT_EQ(shared_memory_files_left(files_before, limit_ms_default), std::set<std::string>{});
  EXPECT_EQ(children(), std::set<int>{});
}

}  // namespace
}  // namespace sharedfate::testing
