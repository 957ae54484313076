// A worker without a lane: what it writes into its memory, and when it obeys.
#include "core/lane/worker.h"

#include <gtest/gtest.h>

#include <memory>

#include "core/fault/fault.h"
#include "core/lane/gate.h"

namespace sharedfate {
namespace {

class OneWorker : public ::testing::Test {
 protected:
  void SetUp() override {
    control_->clock = TickClock::calibrate();
    control_->gate_open = 1;
    worker_ = std::make_unique<Worker>(*memory_, *control_);
  }
  void run(std::uint64_t task, WorkloadId workload, std::uint64_t parameter) {
    const TaskTicket ticket{task, parameter, static_cast<std::uint64_t>(workload)};
    worker_->begin(ticket);
    EXPECT_EQ(memory_->sequence % 2, 1U) << "it runs";
    EXPECT_EQ(memory_->task, task);
    worker_->execute(ticket);
  }
  std::vector<TaskRecord> records() {
    std::vector<TaskRecord> read(64);
    read.resize(reader_.read(memory_->ring, read).copied);
    return read;
  }

  // Zero-filled, as fresh shared memory is.
  std::unique_ptr<WorkerMemory> memory_ = std::make_unique<WorkerMemory>();
  std::unique_ptr<LaneControl> control_ = std::make_unique<LaneControl>();
  std::unique_ptr<Worker> worker_;
  EventRingReader reader_;
};

TEST_F(OneWorker, counts_in_its_sequence_word_and_leaves_a_record) {
  run(5, WorkloadId::square, 12);
  run(6, WorkloadId::square, std::uint64_t{1} << 40);
  EXPECT_EQ(memory_->sequence, 4U);
  EXPECT_EQ(memory_->failed, 1U);
  const auto read = records();
  ASSERT_EQ(read.size(), 2U);
  EXPECT_EQ(read[0].task, 5U);
  EXPECT_EQ(read[0].value_and_flags, 144U);
  EXPECT_FALSE(read[0].failed());
  EXPECT_TRUE(read[1].failed());
  EXPECT_LE(read[0].start_ticks, read[0].end_ticks);
  EXPECT_LE(read[0].end_ticks, read[1].end_ticks);
}

TEST_F(OneWorker, computes_what_the_workload_says) {
  run(1, WorkloadId::primes, 100);
  const auto read = records();
  ASSERT_EQ(read.size(), 1U);
  EXPECT_EQ(read[0].value_and_flags, 25U) << "there are 25 primes below 100";
}

TEST_F(OneWorker, is_stretched_by_the_tempo) {
  control_->tempo_ms = 30;
  control_->seed = 4;
  run(1, WorkloadId::square, 3);
  run(1, WorkloadId::wait, 0);
  const auto read = records();
  ASSERT_EQ(read.size(), 2U);
  for (const TaskRecord& record : read) {
    const std::uint64_t ticks = record.end_ticks - record.start_ticks;
    EXPECT_GE(ticks, control_->clock.ticks_per_ms() * 18) << "0.6 of the tempo at least";
  }
}

TEST_F(OneWorker, stops_when_it_is_asked_to_and_not_before) {
  worker_->attend();
  EXPECT_FALSE(worker_->stopping());
  memory_->stop_requested = 1;
  worker_->attend();
  EXPECT_FALSE(worker_->stopping()) << "it was not asked to look at its orders";
  ++memory_->attention;
  worker_->attend();
  EXPECT_TRUE(worker_->stopping());
}

TEST_F(OneWorker, passes_a_closed_gate_with_a_permit_only) {
  control_->gate_open = 0;
  EXPECT_FALSE(gate_passable(*control_));
  EXPECT_FALSE(pass_gate(*control_));
  control_->permits = 2;
  EXPECT_TRUE(gate_passable(*control_));
  EXPECT_TRUE(pass_gate(*control_));
  EXPECT_TRUE(pass_gate(*control_));
  EXPECT_FALSE(pass_gate(*control_));
  EXPECT_EQ(control_->permits, 0U);
}

using OneWorkerDeathTest = OneWorker;

TEST_F(OneWorkerDeathTest, commits_a_fault_at_its_kth_task) {
  ::testing::FLAGS_gtest_death_test_style = "fast";
  const auto three_tasks = [&] {
    memory_->fault_at_task = 3;
    memory_->fault_pending = static_cast<std::uint32_t>(FaultId::exit) + 1;
    ++memory_->attention;
    worker_->attend();
    run(1, WorkloadId::square, 1);
    run(2, WorkloadId::square, 1);
    if (memory_->fault_committed != 0) std::_Exit(3);
    run(3, WorkloadId::square, 1);
    std::_Exit(4);
  };
  EXPECT_EXIT(three_tasks(), ::testing::ExitedWithCode(0), "");
}

TEST_F(OneWorkerDeathTest, passes_a_site_until_its_task_has_come) {
  ::testing::FLAGS_gtest_death_test_style = "fast";
  const auto two_tasks = [&] {
    memory_->fault_at_task = 2;
    memory_->fault_site = static_cast<std::uint32_t>(SiteId::idle);
    memory_->fault_pending = static_cast<std::uint32_t>(FaultId::exit) + 1;
    ++memory_->attention;
    worker_->attend();
    run(1, WorkloadId::square, 1);
    worker_->pass(SiteId::idle);
    run(2, WorkloadId::square, 1);
    worker_->pass(SiteId::waiting);
    if (memory_->fault_committed != 0) std::_Exit(3);
    worker_->pass(SiteId::idle);
    std::_Exit(4);
  };
  EXPECT_EXIT(two_tasks(), ::testing::ExitedWithCode(0), "");
}

TEST_F(OneWorkerDeathTest, leaves_half_a_record_where_it_dies_of_writing_it) {
  ::testing::FLAGS_gtest_death_test_style = "fast";
  run(1, WorkloadId::square, 3);
  memory_->ring.push_half({2, 5, 6, 7});
  EXPECT_EQ(memory_->ring.slots[1][0], 2U);
  EXPECT_EQ(memory_->ring.slots[1][3], 0U);
  ASSERT_EQ(records().size(), 1U) << "the half is not read";
  run(3, WorkloadId::square, 3);
  const auto read = records();
  ASSERT_EQ(read.size(), 1U);
  EXPECT_EQ(read[0].task, 3U);
}

TEST_F(OneWorkerDeathTest, ignores_a_fault_that_no_table_lists) {
  memory_->fault_pending = 77;
  ++memory_->attention;
  worker_->attend();
  run(1, WorkloadId::square, 2);
  EXPECT_EQ(memory_->fault_committed, 0U);
  EXPECT_EQ(memory_->sequence, 2U);
}

}  // namespace
}  // namespace sharedfate
