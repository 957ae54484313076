#include "core/lane/pool_keeper.h"

namespace sharedfate {

PolicyId PoolKeeper::policy() const {
  return static_cast<PolicyId>(memory_.policy.load(std::memory_order_acquire));
}

TaskOutcome PoolKeeper::decide(const TaskTicket& task) {
  if (broken_) return TaskOutcome::failed;
  if (policy() != PolicyId::supervised) return TaskOutcome::lost;
  if (++deaths_by_task_[task.task] <= task_retries_max) return TaskOutcome::retried;
  deaths_by_task_.erase(task.task);
  return TaskOutcome::failed;
}

void PoolKeeper::resolve_running(int worker, std::uint32_t incarnation, const TaskTicket* task,
                                 TaskBatches& waiting) {
  if (task == nullptr) return;
  const TaskOutcome outcome = decide(*task);
  if (outcome == TaskOutcome::lost) return;
  if (outcome == TaskOutcome::retried) memory_.retried.fetch_add(1, std::memory_order_release);
  if (outcome == TaskOutcome::failed && !broken_)
    memory_.poisoned.fetch_add(1, std::memory_order_release);
  // Stored before the task can start again: an observer that sees the second start sees this, too.
  const auto place = static_cast<std::size_t>(worker - 1);
  memory_.outcomes[place][incarnation % outcomes_kept].store(to_outcome_word(incarnation, outcome),
                                                             std::memory_order_release);
  if (outcome == TaskOutcome::retried) waiting.push_front(*task);
}

bool PoolKeeper::breaks(TaskBatches& waiting) {
  if (broken_ || policy() != PolicyId::executor) return false;
  broken_ = true;
  memory_.broken.store(1, std::memory_order_release);
  fail_pending(waiting.clear());
  return true;
}

void PoolKeeper::fail_pending(std::uint64_t count) {
  memory_.failed.fetch_add(count, std::memory_order_release);
}

}  // namespace sharedfate
