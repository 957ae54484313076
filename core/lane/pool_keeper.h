#pragma once

#include <cstdint>
#include <map>

#include "core/lane/policy.h"
#include "core/lane/task_batches.h"
#include "core/wire/lane_control.h"

namespace sharedfate {

/// What a parent makes of the deaths of its workers, by the lane's policy, and what it has told the
/// observer of that. Not thread-safe.
class PoolKeeper {
 public:
  /// The memory outlives the keeper.
  explicit PoolKeeper(LaneProcessMemory& memory) : memory_(memory) {}

  [[nodiscard]] PolicyId policy() const;
  /// An executor whose worker has died: nothing is started any more, everything fails.
  [[nodiscard]] bool broken() const { return broken_; }

  /// Decides on the task that a dead worker, the n-th of its number, was running (nullptr: none).
  /// One that is tried again goes to the front of `waiting`.
  void resolve_running(int worker, std::uint32_t incarnation, const TaskTicket* task,
                       TaskBatches& waiting);
  /// An executor breaks: what waits fails. Returns whether it broke just now.
  bool breaks(TaskBatches& waiting);
  /// These tasks fail without having been started.
  void fail_pending(std::uint64_t count);

 private:
  TaskOutcome decide(const TaskTicket& task);

  LaneProcessMemory& memory_;
  bool broken_ = false;
  std::map<std::uint64_t, int> deaths_by_task_;  ///< of tasks that were tried again: few
};

}  // namespace sharedfate
