#pragma once

#include <cstdint>
#include <map>

#include "core/catalog/policy.h"
#include "core/lane/task_batches.h"
#include "core/wire/lane_control.h"

namespace sharedfate {

/// Applies the lane's policy to the deaths of a parent's workers, and publishes the outcomes for
/// the observer. Not thread-safe.
class PoolKeeper {
 public:
  /// `memory` must outlive this object.
  explicit PoolKeeper(LaneProcessMemory& memory) : memory_(memory) {}

  [[nodiscard]] PolicyId policy() const;
  /// An executor that has lost a worker: no task is started any more, all fail.
  [[nodiscard]] bool broken() const { return broken_; }

  /// Decides the outcome of the task that an incarnation of a worker was running when it died
  /// (nullptr: none). A task that is retried goes to the front of `waiting`.
  void resolve_running(int worker, std::uint32_t incarnation, const TaskTicket* task,
                       TaskBatches& waiting);
  /// Breaks the pool if the policy is executor: fails all waiting tasks. Returns whether it broke
  /// now.
  bool breaks(TaskBatches& waiting);
  /// Counts tasks that fail without having been started.
  void fail_pending(std::uint64_t count);

 private:
  TaskOutcome decide(const TaskTicket& task);

  LaneProcessMemory& memory_;
  bool broken_ = false;
  std::map<std::uint64_t, int> deaths_by_task_;  ///< of tasks that were retried: few
};

}  // namespace sharedfate
