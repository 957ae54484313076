#pragma once

#include <array>
#include <cstdint>
#include <memory>

#include "core/base/result.h"
#include "core/catalog/lane_kind.h"
#include "core/lane/parent_worker.h"
#include "core/lane/task_batches.h"
#include "core/wire/lane_control.h"
#include "core/wire/shared_queue.h"

namespace sharedfate {

/// A parent's workers, by worker number - 1; nullptr: the slot is empty.
using ParentWorkers = std::array<std::unique_ptr<ParentWorker>, worker_count_max>;

/// How tasks get from a parent to its worker processes. Knows which tasks a dead worker had from
/// the parent's own records; what workers write is untrusted and bounded by these. Not thread-safe.
class TaskDispatcher {
 public:
  virtual ~TaskDispatcher() = default;

  /// The queue that the workers share; nullptr: each worker has its own channel.
  [[nodiscard]] virtual SharedQueue* queue_for_workers() const = 0;
  /// A new worker is in its slot; it has taken no ticket yet.
  virtual void on_worker_started(const ParentWorker& worker) = 0;
  /// Moves tickets from `waiting` to where workers find them. `one_at_a_time`: the lane is paused
  /// or slowed, so the parent wants to know of each ticket taken, and workers need no stock of
  /// them.
  virtual void dispatch(const ParentWorkers& workers, TaskBatches& waiting, bool one_at_a_time) = 0;
  /// Whether to dispatch again at once, without waiting for a notification.
  [[nodiscard]] virtual bool wants_to_dispatch(const ParentWorkers& workers,
                                               const TaskBatches& waiting) const = 0;
  /// Tickets dispatched whose tasks have not started.
  [[nodiscard]] virtual std::uint64_t unstarted(const ParentWorkers& workers) const = 0;

  /// Of a dead worker: how many tasks it has started, and the ticket of the task that it started
  /// and did not end (nullptr: none; valid until take_back()).
  [[nodiscard]] virtual std::uint64_t started(const ParentWorker& dead) const = 0;
  [[nodiscard]] virtual const TaskTicket* running(const ParentWorker& dead) = 0;
  /// Puts the tickets that a dead worker had and did not start back to the front. Call once per
  /// worker.
  virtual void take_back(const ParentWorker& dead, TaskBatches& waiting) = 0;
  /// The same for all dispatched tickets. Precondition: no worker lives.
  virtual void take_back_all(TaskBatches& waiting) = 0;

  /// Makes workers that wait for a ticket, but not on `attention`, check their orders.
  virtual void wake() = 0;
  /// Whether the holder of a plain lock has died: workers that want a ticket wait for ever.
  [[nodiscard]] virtual bool lock_holder_died() const = 0;
};

/// Each worker has its own channel and takes no lock.
std::unique_ptr<TaskDispatcher> make_channel_dispatcher();
/// All workers take tickets from one queue in shared memory, one at a time under its lock. `memory`
/// must outlive the dispatcher.
Result<std::unique_ptr<TaskDispatcher>> make_shared_queue_dispatcher(MutexKind kind,
                                                                     LaneProcessMemory& memory);

}  // namespace sharedfate
