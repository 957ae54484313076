#include "core/lane/task_queue.h"

#include <algorithm>

#include "core/catalog/lane_kind.h"
#include "core/lane/gate.h"

namespace sharedfate {

std::unique_lock<QueueLock> TaskQueue::lock_patiently(const WhileLocked& while_locked) {
  constexpr std::int64_t look_period_ns = 20'000'000;
  while (!lock_.lock_within(look_period_ns)) while_locked();
  return {lock_, std::adopt_lock};
}

void TaskQueue::push(const TaskTicket& prototype, std::uint64_t count,
                     const WhileLocked& while_locked) {
  {
    const auto guard = lock_patiently(while_locked);
    tally_.accepted.fetch_add(count, std::memory_order_release);
    waiting_.push(last_task_ + 1, count, prototype.workload, prototype.parameter);
    last_task_ += count;
    publish_queue_depth(tally_, waiting_.size());
  }
  wake_all();
}

void TaskQueue::cancel(const WhileLocked& while_locked) {
  const auto guard = lock_patiently(while_locked);
  cancelled_ = true;
  tally_.cancelled.fetch_add(waiting_.clear(), std::memory_order_release);
  publish_queue_depth(tally_, 0);
}

void TaskQueue::wake_all() {
  arrivals_.fetch_add(1, std::memory_order_release);
  futex_wake(arrivals_);
}

std::uint64_t TaskQueue::batch_size(const Worker& worker) const {
  // Moving the lock from core to core takes as long as 15 of the shortest tasks. This many of the
  // longest tasks that count as fast (2 us) take half a millisecond.
  constexpr std::uint64_t batch_max = 256;
  // Only a share of the waiting tasks, so that at the end no worker holds tasks that another could
  // run.
  constexpr std::uint64_t share = 4 * worker_count_max;
  return std::clamp<std::uint64_t>(worker.tasks_are_quick() ? waiting_.size() / share : 0, 1,
                                   batch_max);
}

void TaskQueue::put_back(TaskRun& batch) {
  {
    const std::lock_guard guard(lock_);
    if (cancelled_)
      tally_.cancelled.fetch_add(batch.count, std::memory_order_release);
    else
      waiting_.put_back(batch);
    publish_queue_depth(tally_, waiting_.size());
  }
  batch.count = 0;
  wake_all();
}

TaskQueue::Outcome TaskQueue::try_take(Worker& worker, TaskRun& batch, TaskTicket& ticket) {
  const std::lock_guard guard(lock_);
  worker.pass(SiteId::lock);
  if (waiting_.empty()) return Outcome::empty;
  if (!pass_gate(worker.control())) return Outcome::gate_closed;
  batch = waiting_.pop_run(full_speed(worker.control()) ? batch_size(worker) : 1);
  publish_queue_depth(tally_, waiting_.size());
  ticket = next_of(batch);
  return Outcome::taken;
}

bool TaskQueue::take_from_queue(Worker& worker, TaskRun& batch, TaskTicket& ticket) {
  if (batch.count > 0) put_back(batch);
  for (bool waited = false;; waited = true) {
    const std::uint32_t arrivals = arrivals_.load(std::memory_order_acquire);
    if (waited) worker.attend_idle();
    if (worker.stopping()) return false;
    switch (try_take(worker, batch, ticket)) {
      case Outcome::taken:
        worker.begin(ticket);
        return true;
      case Outcome::gate_closed:
        worker.wait_at_gate();
        break;
      case Outcome::empty:
        // An order may have come between attend_idle() and the load of `arrivals`: check once more.
        if (!waited) break;
        worker.set_activity(WorkerActivity::waiting);
        worker.pass(SiteId::waiting);
        futex_wait(arrivals_, arrivals);
        break;
    }
  }
}

}  // namespace sharedfate
