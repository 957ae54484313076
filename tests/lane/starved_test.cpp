// A worker that gets no core is not overdue: its deadline does not count the wait for a core.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <set>
#include <thread>
#include <vector>

#include "core/report/worker_text.h"
#include "core/system/process_facts.h"
#include "core/system/scheduling.h"
#include "tests/lane/lane_kind_names.h"
#include "tests/lane/lane_under_test.h"

namespace sharedfate::testing {
namespace {

/// Opens a lane whose workers all share one core, and lets each of them compute. A task takes less
/// processor time than the deadline, but longer than the deadline because of the other workers.
void compute_on_one_core(const LaneSpec& spec, std::uint64_t primes) {
  const CoreBinding one_core(0);
  constexpr std::uint64_t tasks_each = 3;
  const std::uint64_t tasks = tasks_each * static_cast<std::uint64_t>(spec.workers);
  LaneUnderTest lanes;
  LaneOptions options;
  options.deadline_ms = 200;
  lanes.open(spec, options);
  lanes.submit(tasks, {WorkloadId::primes, primes});
  lanes.ask(OpenGate{});
  ASSERT_TRUE(lanes.wait_quiescent());
  EXPECT_EQ(lanes.account(), (Account{.submitted = tasks, .done = tasks}));
  EXPECT_EQ(lanes.lane().death_count, 0U);
  const std::uint64_t longest_ns =
      *std::max_element(lanes.durations_ns.begin(), lanes.durations_ns.end());
  EXPECT_GT(longest_ns, options.deadline_ms * std::uint64_t{1'000'000})
      << "none would have been late: the test asks for too little";
}

class Starved : public ::testing::TestWithParam<LaneKind> {};

TEST_P(Starved, a_worker_that_gets_no_core_is_not_overdue) {
  compute_on_one_core(lane_of(GetParam(), worker_count_max), 100'000);
}

INSTANTIATE_TEST_SUITE_P(Lanes, Starved, ::testing::ValuesIn(concurrent_kinds),
                         [](const auto& kind) { return kind_name(kind.param); });

TEST(StarvedPython, a_worker_that_gets_no_core_is_not_overdue) {
  LaneSpec spec = lane_of(LaneKind::python_pool, 16);
  spec.language = Language::python;
  compute_on_one_core(spec, 50'000);
}

/// Eight workers and eight more threads that compute, all on one core.
TEST(StarvedWords, a_worker_that_gets_no_core_is_ready_and_does_not_hang) {
  const auto own = read_thread_times(host_pid(), host_tid());
  if (!own || !own->waits_known) GTEST_SKIP() << "this kernel does not count waits for a core";
  constexpr int workers = 8, others = 8;
  const CoreBinding one_core(0);
  std::atomic<bool> ends{false};
  std::vector<std::thread> busy;
  for (int i = 0; i < others; ++i)
    busy.emplace_back([&ends] {
      while (!ends.load(std::memory_order_relaxed)) {
      }
    });
  LaneUnderTest lanes;
  lanes.open(lane_of(LaneKind::threads, workers));
  lanes.submit(workers, {WorkloadId::primes, 10'000'000});
  lanes.ask(OpenGate{});
  std::set<WorkerStatus> seen;
  lanes.wait_until("a worker is ready and one has run", [&] {
    for (const WorkerModel& worker : lanes.lane().workers) {
      EXPECT_FALSE(worker.condition == WorkerCondition::running && worker.condition_sure);
      seen.insert(worker_words(lanes.lane(), worker).status);
    }
    const bool waits = seen.contains(WorkerStatus::ready) || seen.contains(WorkerStatus::starved);
    return waits || lanes.account().done == workers;
  });
  EXPECT_TRUE(seen.contains(WorkerStatus::ready) || seen.contains(WorkerStatus::starved));
  EXPECT_EQ(lanes.lane().death_count, 0U);
  lanes.ask(StopLane{});
  ends = true;
  for (std::thread& each : busy) each.join();
}

}  // namespace
}  // namespace sharedfate::testing
