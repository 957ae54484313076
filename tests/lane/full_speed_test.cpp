// Far more workers than cores, at full speed: what is said of each of them stays true. For ten
// minutes instead of twenty seconds: SHAREDFATE_FULL_SPEED_S=600.
#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <cstdlib>

#include "core/report/worker_text.h"
#include "core/system/process_facts.h"
#include "core/system/scheduling.h"
#include "tests/lane/lane_under_test.h"

namespace sharedfate::testing {
namespace {

constexpr LaneKind kinds[] = {LaneKind::threads, LaneKind::processes, LaneKind::shared_queue,
                              LaneKind::robust_queue};

std::chrono::seconds length() {
  const char* const wanted = std::getenv("SHAREDFATE_FULL_SPEED_S");
  const int seconds = wanted == nullptr ? 0 : std::atoi(wanted);
  return std::chrono::seconds(seconds > 0 ? seconds : 20);
}

class FullSpeed : public ::testing::Test {
 protected:
  void open_lanes() {
    LaneOptions options;
    options.gate_open = true;
    for (const LaneKind kind : kinds) lanes_.open({kind, Language::cpp, worker_count_max}, options);
  }
  /// Keeps more tasks waiting than there are workers.
  void refill() {
    constexpr std::uint64_t waiting_min = 200, tasks = 1000;
    for (std::size_t i = 0; i < std::size(kinds); ++i) {
      const auto lane = static_cast<LaneIndex>(i);
      if (lanes_.account(lane).queued >= waiting_min || lanes_.lane(lane).requests_awaited)
        continue;
      lanes_.submit(tasks, {WorkloadId::primes, 10'000}, lane);
      submitted_[i] += tasks;
    }
  }
  void check() {
    for (const LaneModel& lane : lanes_.model().lanes) {
      for (const WorkerModel& worker : lane.workers) check_worker(lane, worker);
    }
    const MachineModel& machine = lanes_.model().machine;
    machine_known_ = machine_known_ || machine.shares.known;
    EXPECT_LE(machine.shares.own, 1);
    EXPECT_LE(machine.shares.others, 1);
  }
  void check_worker(const LaneModel& lane, const WorkerModel& worker) {
    const TimeShares& shares = worker.shares;
    EXPECT_GE(shares.on_core, 0);
    EXPECT_GE(shares.ready, 0);
    EXPECT_LE(shares.on_core + shares.ready, 1 + 1e-9);
    EXPECT_GE(worker.core, -1);
    EXPECT_LT(worker.core, 4096);
    EXPECT_FALSE(worker.condition == WorkerCondition::running && worker.condition_sure)
        << "it is said to make no progress: " << lanes_.dump();
    const WorkerWords words = worker_words(lane, worker);
    on_core_ = on_core_ || words.status == WorkerStatus::on_core;
    waits_ = waits_ || words.status == WorkerStatus::ready || words.status == WorkerStatus::starved;
  }

  LaneUnderTest lanes_;
  std::array<std::uint64_t, std::size(kinds)> submitted_{};
  bool on_core_ = false, waits_ = false, machine_known_ = false;
};

TEST_F(FullSpeed, SixtyFourWorkersInEachOfFourLanesOnTwoCores) {
  const CoreBinding two_cores(0, 2);
  open_lanes();
  const auto end = std::chrono::steady_clock::now() + length();
  const auto limit_ms = static_cast<int>(2 * std::chrono::milliseconds(length()).count());
  lanes_.wait_until(
      "the time is up",
      [&] {
        refill();
        check();
        return std::chrono::steady_clock::now() >= end;
      },
      limit_ms + limit_ms_default);
  for (std::size_t i = 0; i < std::size(kinds); ++i) {
    const auto lane = static_cast<LaneIndex>(i);
    ASSERT_TRUE(lanes_.wait_quiescent(lane));
    EXPECT_EQ(lanes_.account(lane), (Account{.submitted = submitted_[i], .done = submitted_[i]}));
    EXPECT_EQ(lanes_.lane(lane).death_count, 0U);
    EXPECT_EQ(lanes_.lane(lane).alive(), worker_count_max);
  }
  EXPECT_TRUE(machine_known_);
  const auto own = read_thread_times(host_pid(), host_tid());
  if (!own || !own->waits_known) GTEST_SKIP() << "this kernel does not count waits for a core";
  EXPECT_TRUE(on_core_ || waits_) << "no worker was measured";
  EXPECT_TRUE(waits_) << "of 64 workers none was ever ready without a core";
}

}  // namespace
}  // namespace sharedfate::testing
