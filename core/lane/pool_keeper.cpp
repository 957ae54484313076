#include "core/lane/pool_keeper.h"

namespace sharedfate {

PolicyId PoolKeeper::policy() const {
  return static_cast<PolicyId>(memory_.policy.load(std::memory_order_acquire));
}

TaskFate PoolKeeper::decide(const TaskTicket& task) {
  if (broken_) return TaskFate::failed;
  if (policy() != PolicyId::supervised) return TaskFate::lost;
  if (++deaths_by_task_[task.task] <= task_retries_max) return TaskFate::retried;
  deaths_by_task_.erase(task.task);
  return TaskFate::failed;
}

void PoolKeeper::settle_running(int worker, std::uint32_t incarnation, const TaskTicket* task,
                                TaskBatches& waiting) {
  if (task == nullptr) return;
  const TaskFate fate = decide(*task);
  if (fate == TaskFate::lost) return;
  if (fate == TaskFate::retried) memory_.retried.fetch_add(1, std::memory_order_release);
  if (fate == TaskFate::failed && !broken_)
    memory_.poisoned.fetch_add(1, std::memory_order_release);
  // Told before anybody can start it again: whoever sees that start sees this, too.
  const auto place = static_cast<std::size_t>(worker - 1);
  memory_.fates[place][incarnation % fates_kept].store(to_fate_word(incarnation, fate),
                                                       std::memory_order_release);
  if (fate == TaskFate::retried) waiting.push_front(*task);
}

bool PoolKeeper::breaks(TaskBatches& waiting) {
  if (broken_ || policy() != PolicyId::executor) return false;
  broken_ = true;
  memory_.broken.store(1, std::memory_order_release);
  fail_unstarted(waiting.clear());
  return true;
}

void PoolKeeper::fail_unstarted(std::uint64_t count) {
  memory_.failed.fetch_add(count, std::memory_order_release);
}

}  // namespace sharedfate
