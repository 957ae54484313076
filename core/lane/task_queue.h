#pragma once

#include "core/lane/queue_lock.h"
#include "core/lane/task_batches.h"
#include "core/lane/worker.h"
#include "core/wire/lane_control.h"

namespace sharedfate {

/// The textbook's queue model: one queue, one lock and one condition in the memory that the threads share. It dies with
/// them.
class TaskQueue {
 public:
  /// `tally` gets the queue's figures; it outlives the queue.
  explicit TaskQueue(HeadMemory& tally) : tally_(tally) {}

  void push(const TaskTicket& prototype, std::uint64_t count);
  /// Drops what waits.
  void cancel();
  /// Waits for a task and marks it as the worker's running one. False when the worker shall leave.
  bool take(Worker& worker, TaskTicket& ticket);
  /// Makes every waiting worker look at its own orders.
  void wake_all();

 private:
  enum class Outcome { taken, empty, gate_closed };
  Outcome try_take(Worker& worker, TaskTicket& ticket);

  HeadMemory& tally_;
  alignas(64) QueueLock lock_;
  TaskBatches waiting_;        ///< guarded by lock_
  std::uint64_t last_task_ = 0;  ///< guarded by lock_
  alignas(64) std::atomic<std::uint32_t> arrivals_{0};  ///< the condition: a futex word
};

}  // namespace sharedfate
