// A worker that gets no core is not overdue: its deadline does not count the wait for a core.
#include <gtest/gtest.h>

#include <algorithm>

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

}  // namespace
}  // namespace sharedfate::testing
