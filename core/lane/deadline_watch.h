#pragma once

#include <cstdint>
#include <optional>

#include "core/lane/lane_process.h"
#include "core/system/process_facts.h"
#include "core/wire/worker_memory.h"

namespace sharedfate {

/// Tells whether a worker has been at its running task for longer than its lane's deadline, or at a
/// fault that it committed between two tasks. Only time in which it ran or was blocked counts. Time
/// in which its process was stopped does not, nor time in which it was ready and no core was free:
/// a worker that gets no core is not one that hangs. Counts from the first look at a task on. One
/// for each worker.
class DeadlineWatch {
 public:
  /// To be called as often as `overdue_check_ms()` says. `pid`, `tid`: the worker's thread as /proc
  /// numbers it. `excused_until`: ticks; its process was stopped before; 0: it was not.
  bool is_overdue(const WorkerMemory& memory, const LaneLimits& limits, int pid, int tid,
                  std::uint64_t excused_until);

 private:
  void add_active_time(const std::optional<ThreadTimes>& times, std::uint64_t passed_ns);

  std::uint64_t start_ = 0;   ///< ticks; of the task that is watched, as the worker says; 0: none
  std::uint64_t looked_ = 0;  ///< ticks; the last look
  std::uint64_t active_ns_ = 0;       ///< what counts of the time since the first look
  std::optional<ThreadTimes> times_;  ///< at the last look; nothing: not known
};

/// How long to wait between two looks.
int overdue_check_ms(const LaneLimits& limits);

}  // namespace sharedfate
