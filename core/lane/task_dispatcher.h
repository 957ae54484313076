#pragma once

#include <array>
#include <cstdint>
#include <memory>

#include "core/base/result.h"
#include "core/lane/lane_kind.h"
#include "core/lane/parent_worker.h"
#include "core/lane/task_batches.h"
#include "core/wire/lane_control.h"
#include "core/wire/shared_queue.h"

namespace sharedfate {

/// A parent's workers, by number from 0; nullptr: the place is vacant.
using ParentWorkers = std::array<std::unique_ptr<ParentWorker>, worker_count_max>;

/// How tasks get from a parent to its worker processes. Says which ones a dead worker had, from
/// what the parent has put down for itself: what workers write is a claim, and bounded by that. Not
/// thread-safe.
class TaskDispatcher {
 public:
  virtual ~TaskDispatcher() = default;

  /// The queue that the workers share; nullptr: each has a channel of its own.
  [[nodiscard]] virtual SharedQueue* queue_for_workers() const = 0;
  /// A new worker fills its place; it has taken nothing yet.
  virtual void on_worker_started(const ParentWorker& worker) = 0;
  /// Moves tickets from `waiting` to where workers find them. `one_at_a_time`: tasks are looked at
  /// one by one, nobody needs a store of them.
  virtual void dispatch(const ParentWorkers& workers, TaskBatches& waiting, bool one_at_a_time) = 0;
  /// Whether there is something to do without waiting for the bell.
  [[nodiscard]] virtual bool wants_to_dispatch(const ParentWorkers& workers,
                                               const TaskBatches& waiting) const = 0;
  /// Tickets dealt whose tasks nobody has started.
  [[nodiscard]] virtual std::uint64_t unstarted(const ParentWorkers& workers) const = 0;

  /// Of a dead worker: how many tasks it has started, and the ticket that it has started and not
  /// ended (nullptr: none; valid until take_back()).
  [[nodiscard]] virtual std::uint64_t started(const ParentWorker& dead) const = 0;
  [[nodiscard]] virtual const TaskTicket* running(const ParentWorker& dead) = 0;
  /// What a dead worker was given and has not started goes back to the front. Once for each.
  virtual void take_back(const ParentWorker& dead, TaskBatches& waiting) = 0;
  /// The same for everything that is dealt. No worker lives.
  virtual void take_back_all(TaskBatches& waiting) = 0;

  /// Workers that wait for a ticket look at their orders, too.
  virtual void wake() = 0;
  /// Whether those who want a ticket wait for a lock that nobody will ever give back.
  [[nodiscard]] virtual bool stranded() const = 0;
};

/// Each worker has a channel of its own, and takes no lock.
std::unique_ptr<TaskDispatcher> make_channel_dispatcher();
/// All take their tickets from one queue in shared memory, one at a time under its lock.
Result<std::unique_ptr<TaskDispatcher>> make_shared_queue_dispatcher(QueueLockKind kind,
                                                                     LaneProcessMemory& memory);

/// What lanes of that kind deal with. `memory` outlives the dealer.
Result<std::unique_ptr<TaskDispatcher>> make_dispatcher(LaneKind kind, LaneProcessMemory& memory);

}  // namespace sharedfate
