#include "core/lane/task_queue.h"

#include <mutex>

#include "core/lane/gate.h"

namespace sharedfate {

void TaskQueue::push(const TaskTicket& prototype, std::uint64_t count) {
  {
    const std::lock_guard guard(lock_);
    tally_.accepted.fetch_add(count, std::memory_order_release);
    waiting_.push(last_task_ + 1, count, prototype.workload, prototype.parameter);
    last_task_ += count;
    tally_.queue_depth.store(waiting_.size(), std::memory_order_relaxed);
  }
  wake_all();
}

void TaskQueue::cancel() {
  const std::lock_guard guard(lock_);
  tally_.cancelled.fetch_add(waiting_.clear(), std::memory_order_release);
  tally_.queue_depth.store(0, std::memory_order_relaxed);
}

void TaskQueue::wake_all() {
  arrivals_.fetch_add(1, std::memory_order_release);
  futex_wake(arrivals_);
}

TaskQueue::Outcome TaskQueue::try_take(Worker& worker, TaskTicket& ticket) {
  const std::lock_guard guard(lock_);
  if (waiting_.empty()) return Outcome::empty;
  if (!pass_gate(worker.control())) return Outcome::gate_closed;
  ticket = waiting_.pop();
  tally_.queue_depth.store(waiting_.size(), std::memory_order_relaxed);
  // Under the lock: between "queued" and "running" there is no moment in which the task is neither.
  worker.begin(ticket);
  return Outcome::taken;
}

bool TaskQueue::take(Worker& worker, TaskTicket& ticket) {
  while (true) {
    const std::uint32_t arrivals = arrivals_.load(std::memory_order_acquire);
    worker.attend();
    if (worker.leaving()) return false;
    switch (try_take(worker, ticket)) {
      case Outcome::taken:
        return true;
      case Outcome::gate_closed:
        worker.wait_at_gate();
        break;
      case Outcome::empty:
        worker.set_activity(WorkerActivity::waiting);
        futex_wait(arrivals_, arrivals);
        break;
    }
  }
}

}  // namespace sharedfate
