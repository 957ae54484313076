// Python lanes, with every interpreter of this computer.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "tests/lane/interpreters.h"
#include "tests/lane/kernel_facts.h"
#include "tests/lane/lane_kind_names.h"
#include "tests/lane/lane_under_test.h"

namespace sharedfate::testing {
namespace {

constexpr LaneKind python_kinds[] = {LaneKind::python_serial, LaneKind::python_threads,
                                     LaneKind::python_pool, LaneKind::python_executor};
constexpr LaneKind process_kinds[] = {LaneKind::python_pool, LaneKind::python_executor};

LaneSpec python_lane(LaneKind kind, const Interpreter& interpreter, int workers = 3) {
  LaneSpec spec = lane_of(kind, workers);
  spec.language = Language::python;
  spec.python = interpreter.path;
  return spec;
}

std::string name_of(const Interpreter& interpreter) {
  std::string name = "v" + interpreter.version();
  std::replace(name.begin(), name.end(), '.', '_');
  return name;
}

using Case = std::tuple<LaneKind, Interpreter>;

class PythonLane : public ::testing::TestWithParam<Case> {
 protected:
  [[nodiscard]] static LaneKind kind() { return std::get<0>(GetParam()); }
  [[nodiscard]] static const Interpreter& interpreter() { return std::get<1>(GetParam()); }
  [[nodiscard]] static LaneSpec spec() { return python_lane(kind(), interpreter()); }

  LaneUnderTest lanes_;
};

TEST_P(PythonLane, RunsEveryWorkloadToItsEnd) {
  lanes_.open(spec());
  lanes_.ask(OpenGate{});
  std::uint64_t submitted = 0;
  for (const WorkloadSpec& workload :
       {WorkloadSpec{WorkloadId::square, 12}, WorkloadSpec{WorkloadId::primes, 3'000},
        WorkloadSpec{WorkloadId::wait, 2}, WorkloadSpec{WorkloadId::mixed, 2'000},
        WorkloadSpec{WorkloadId::poison, 0}, WorkloadSpec{WorkloadId::sha256, 200}}) {
    lanes_.submit(6, workload);
    submitted += 6;
    ASSERT_TRUE(lanes_.wait_quiescent());
    EXPECT_EQ(lanes_.account().done, submitted) << to_text(workload);
  }
  EXPECT_EQ(lanes_.account().failed, 0U);
  EXPECT_EQ(lanes_.tasks_seen(), submitted);
  EXPECT_EQ(lanes_.lane().records_rejected, 0U);
}

TEST_P(PythonLane, ReportsWhatTheInterpreterAndTheKernelSay) {
  lanes_.open(spec());
  ASSERT_TRUE(lanes_.wait_until("the interpreter says which one it is",
                                [&] { return lanes_.lane().python_version != 0; }));
  EXPECT_EQ(python_version_text(lanes_.lane().python_version), interpreter().version());
  EXPECT_EQ(lanes_.lane().gil, GilState::on) << "none of these is a free-threaded build";
  EXPECT_EQ(lanes_.lane().switch_interval_us, 5'000U) << "CPython's own";
  std::set<int> pids, tids;
  for (const WorkerModel& worker : lanes_.lane().workers) {
    EXPECT_EQ(status_field(worker.pid, "Name").rfind("python", 0), 0U)
        << status_field(worker.pid, "Name");
    EXPECT_TRUE(threads_of(worker.pid).contains(worker.tid));
    pids.insert(worker.pid);
    tids.insert(worker.tid);
  }
  const bool shared = lane_kind_row(kind()).one_address_space;
  EXPECT_EQ(tids.size(), lanes_.lane().workers.size());
  EXPECT_EQ(pids.size(), shared ? 1U : lanes_.lane().workers.size());
  EXPECT_EQ(pids.contains(lanes_.lane().lane_pid), shared);
}

TEST_P(PythonLane, StepsThroughAClosedGateOneByOne) {
  lanes_.open(spec());
  lanes_.submit(5, {WorkloadId::square, 3});
  ASSERT_TRUE(lanes_.wait_quiescent());
  EXPECT_EQ(lanes_.account().done, 0U);
  for (std::uint64_t step = 1; step <= 3; ++step) {
    lanes_.ask(StepGate{});
    ASSERT_TRUE(lanes_.wait_until("one more task has ended",
                                  [&] { return lanes_.account().done == step; }));
    ASSERT_TRUE(lanes_.wait_quiescent());
    EXPECT_EQ(lanes_.account().done, step);
  }
  lanes_.ask(OpenGate{});
  ASSERT_TRUE(lanes_.wait_quiescent());
  EXPECT_EQ(lanes_.account().done, 5U);
  EXPECT_EQ(lanes_.lane().figures.queue_depth_max, 5U);
}

TEST_P(PythonLane, StopsRestartsAndResets) {
  lanes_.open(spec());
  lanes_.ask(SetTempo{200});
  lanes_.submit(20, {WorkloadId::primes, 500});
  lanes_.ask(OpenGate{});
  ASSERT_TRUE(lanes_.wait_until("some run", [&] { return lanes_.account().running > 0; }));
  lanes_.ask(StopLane{});
  ASSERT_TRUE(lanes_.wait_until("it has stopped",
                                [&] { return lanes_.lane().state == LaneState::stopped; }));
  EXPECT_EQ(lanes_.account().lost, 0U);
  EXPECT_EQ(lanes_.account().done + lanes_.account().cancelled, 20U);
  lanes_.ask(RestartLane{});
  ASSERT_TRUE(lanes_.wait_ready());
  lanes_.submit(3, {WorkloadId::square, 1});
  ASSERT_TRUE(lanes_.wait_quiescent());
  EXPECT_EQ(lanes_.account().submitted, 23U);
  lanes_.ask(ResetLane{});
  ASSERT_TRUE(lanes_.wait_until("the account is empty", [&] {
    return lanes_.account().submitted == 0 && lanes_.lane().state != LaneState::starting;
  }));
  ASSERT_TRUE(lanes_.wait_ready());
}

INSTANTIATE_TEST_SUITE_P(All, PythonLane,
                         ::testing::Combine(::testing::ValuesIn(python_kinds),
                                            ::testing::ValuesIn(interpreters())),
                         [](const auto& parameter) {
                           return kind_name(std::get<0>(parameter.param)) + "_" +
                                  name_of(std::get<1>(parameter.param));
                         });

using StartCase = std::tuple<LaneKind, StartMethod, Interpreter>;
class PythonStart : public ::testing::TestWithParam<StartCase> {};

TEST_P(PythonStart, MakesItsWorkersByThatMethod) {
  const auto& [kind, method, interpreter] = GetParam();
  LaneUnderTest lanes;
  LaneSpec spec = python_lane(kind, interpreter);
  spec.start_method = method;
  lanes.open(spec);
  lanes.submit(12, {WorkloadId::primes, 2'000});
  lanes.ask(OpenGate{});
  ASSERT_TRUE(lanes.wait_quiescent());
  EXPECT_EQ(lanes.account().done, 12U);
  // With forkserver their parent is the fork server, otherwise the lane process.
  for (const auto& [number, pid] : lanes.worker_pids())
    EXPECT_EQ(parent_of(pid) == lanes.lane().lane_pid, method != StartMethod::forkserver);
}

INSTANTIATE_TEST_SUITE_P(All, PythonStart,
                         ::testing::Combine(::testing::ValuesIn(process_kinds),
                                            ::testing::Values(StartMethod::fork, StartMethod::spawn,
                                                              StartMethod::forkserver),
                                            ::testing::ValuesIn(interpreters())),
                         [](const auto& parameter) {
                           return kind_name(std::get<0>(parameter.param)) + "_" +
                                  std::string(start_method_name(std::get<1>(parameter.param))) +
                                  "_" + name_of(std::get<2>(parameter.param));
                         });

class OnePython : public ::testing::Test {
 protected:
  void SetUp() override {
    if (interpreters().empty()) GTEST_SKIP() << "no python3 from 3.8 on is installed";
  }
  [[nodiscard]] static LaneSpec spec(LaneKind kind, int workers = 3) {
    return python_lane(kind, interpreters().front(), workers);
  }
  LaneUnderTest lanes_;
};

TEST_F(OnePython, ShowsTheSlicesInWhichAThreadHadTheGil) {
  lanes_.open(spec(LaneKind::python_threads, 2));
  lanes_.submit(2, {WorkloadId::primes, 60'000});
  lanes_.ask(OpenGate{});
  ASSERT_TRUE(lanes_.wait_quiescent());
  for (const int number : {1, 2}) {
    const SliceTimeline& timeline = lanes_.worker(number).slices;
    ASSERT_GT(timeline.count, 0U) << "worker " << number;
    for (std::size_t i = 0; i < std::min(timeline.count, std::uint64_t{timeline.capacity}); ++i)
      EXPECT_LT(timeline.slices[i].start_ns, timeline.slices[i].end_ns);
  }
}

/// Results by workload and task, as the records have them.
std::map<std::pair<std::string, std::uint64_t>, std::uint64_t> results_of(const LaneSpec& spec) {
  std::map<std::pair<std::string, std::uint64_t>, std::uint64_t> results;
  LaneUnderTest lanes;
  std::string workload;
  lanes.watch = [&](const Event& event) {
    const auto* ended = std::get_if<TasksEnded>(&event);
    if (ended == nullptr) return;
    for (const TaskRecord& record : ended->records)
      results[{workload, record.task}] = record.value_and_flags;
  };
  lanes.open(spec);
  lanes.ask(OpenGate{});
  for (const WorkloadSpec& each :
       {WorkloadSpec{WorkloadId::square, 0}, WorkloadSpec{WorkloadId::primes, 1'000},
        WorkloadSpec{WorkloadId::wait, 1}, WorkloadSpec{WorkloadId::mixed, 700},
        WorkloadSpec{WorkloadId::sha256, 100}}) {
    workload = to_text(each);
    lanes.submit(8, each);
    EXPECT_TRUE(lanes.wait_quiescent());
  }
  return results;
}

TEST_F(OnePython, ComputesWhatTheCppLaneComputes) {
  const auto cpp = results_of(lane_of(LaneKind::threads, 2));
  EXPECT_EQ(cpp.size(), 40U);
  EXPECT_EQ(results_of(spec(LaneKind::python_threads, 2)), cpp);
  EXPECT_EQ(results_of(spec(LaneKind::python_pool, 2)), cpp);
}

TEST_F(OnePython, SetsTheSwitchIntervalOfThreadsOnly) {
  lanes_.open(spec(LaneKind::python_threads));
  lanes_.ask(SetSwitchInterval{250});
  ASSERT_TRUE(lanes_.wait_until("the interpreter says so",
                                [&] { return lanes_.lane().switch_interval_us == 250; }));
  const LaneIndex pool = lanes_.open(spec(LaneKind::python_pool));
  EXPECT_FALSE(lanes_.lab().request(pool, SetSwitchInterval{250}));
  EXPECT_FALSE(lanes_.lab().request(0, SetSwitchInterval{0}));
  EXPECT_FALSE(lanes_.lab().request(0, SetPolicy{PolicyId::supervised}));
}

TEST_F(OnePython, ChangesItsNumberOfWorkersByANewPool) {
  lanes_.open(spec(LaneKind::python_pool, 2));
  const int before = lanes_.lane().lane_pid;
  lanes_.ask(SetWorkers{4});
  // Between the two pools the lane has no process, but it is not over.
  bool over = false;
  ASSERT_TRUE(lanes_.wait_until("four workers are there", [&] {
    over = over || (!lanes_.lane().requests_awaited && lanes_.lane().lane_pid == 0);
    return lanes_.lane().alive() == 4 && lanes_.lane().lane_pid != before;
  }));
  EXPECT_FALSE(over) << "at every moment a request is awaited or the lane has a process";
  ASSERT_TRUE(lanes_.wait_ready());
  lanes_.submit(8, {WorkloadId::square, 1});
  lanes_.ask(OpenGate{});
  ASSERT_TRUE(lanes_.wait_quiescent());
  EXPECT_EQ(lanes_.account().done, 8U);
}

/// An idle worker of a pool either holds the lock of the pool's queue or waits for it. If the
/// holder is killed the pool hangs, otherwise it works on. The lane must report either.
TEST_F(OnePython, AnIdleWorkersDeathMayHangThePoolAndAResetEndsIt) {
  lanes_.open(spec(LaneKind::python_pool));
  constexpr int rounds = 6;
  for (int round = 1; round <= rounds; ++round) {
    lanes_.ask(OpenGate{});
    lanes_.ask(InjectFault{make_fault_spec(FaultId::kill, round % 3 + 1, 0)});
    ASSERT_TRUE(lanes_.wait_until("it is dead and replaced", [&] {
      return lanes_.lane().death_count == 1 && lanes_.lane().alive() == 3;
    }));
    lanes_.submit(20, {WorkloadId::square, 1});
    ASSERT_TRUE(lanes_.wait_until("all are done, or it is said that the pool hangs", [&] {
      return lanes_.account().done == 20 ||
             lanes_.lane().trouble.find("the pool hangs") != std::string::npos;
    }));
    EXPECT_TRUE(lanes_.lane().balanced());
    EXPECT_EQ(lanes_.account().lost, 0U) << "no task was in the dead one's hand";
    lanes_.ask(ResetLane{});
    ASSERT_TRUE(lanes_.wait_until("the account is empty", [&] {
      return lanes_.account().submitted == 0 && lanes_.lane().death_count == 0;
    }));
    ASSERT_TRUE(lanes_.wait_ready());
  }
}

TEST_F(OnePython, SaysWhyItCannotStartAndHowToGetAnInterpreter) {
  for (const auto& [python, says] : {std::pair{"/nowhere/python3", "name a python3, 3.8 or newer"},
                                     std::pair{"/etc/passwd", "Permission denied"}}) {
    LaneSpec lane = spec(LaneKind::python_threads);
    lane.python = python;
    const auto opened = lanes_.lab().open(lane, {});
    ASSERT_TRUE(opened);
    const LaneIndex index = opened.value();
    ASSERT_TRUE(lanes_.wait_until("it has given up",
                                  [&] { return lanes_.lane(index).state == LaneState::failed; }));
    EXPECT_NE(lanes_.lane(index).trouble.find(says), std::string::npos)
        << lanes_.lane(index).trouble;
  }
}

}  // namespace
}  // namespace sharedfate::testing
