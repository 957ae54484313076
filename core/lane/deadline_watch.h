#pragma once

#include <cstdint>

#include "core/lane/lane_process.h"
#include "core/wire/worker_memory.h"

namespace sharedfate {

/// Tells whether a worker has been at its running task for longer than its lane's deadline, or at a
/// fault that it committed between two tasks. Counts the time in which it computed or was blocked.
/// Time in which its process was stopped does not count, nor time in which it was ready to run and
/// no core was free: a worker that gets no core is not one that hangs. Counts from the first look
/// at a task on. One for each worker.
class DeadlineWatch {
 public:
  /// To be asked regularly, as `overdue_check_ms()` says. `pid`, `tid`: the worker's thread as
  /// /proc numbers it. `excused_until`: ticks; its process was stopped before; 0: it was not.
  bool is_overdue(const WorkerMemory& memory, const LaneLimits& limits, int pid, int tid,
                  std::uint64_t excused_until);

 private:
  std::uint64_t start_ = 0;     ///< ticks; of the task that is watched, as the worker says; 0: none
  std::uint64_t seen_ = 0;      ///< ticks; when it was first looked at
  std::uint64_t ready_ns_ = 0;  ///< how long the thread had been ready without a core by then
};

/// How long to wait between two looks.
int overdue_check_ms(const LaneLimits& limits);

}  // namespace sharedfate
