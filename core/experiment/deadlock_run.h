#pragma once

#include <cstdint>
#include <string>

#include "core/base/result.h"
#include "core/experiment/worker_group.h"

namespace sharedfate {

struct DeadlockSetting {
  WorkerForm form = WorkerForm::threads;
  bool opposite_order = true;  ///< one takes left and right, the other right and left
  std::uint64_t rounds = 0;    ///< of each worker, unless it comes to a deadlock
};

struct DeadlockFigures {
  bool deadlock = false;
  bool kernel_confirms = false;  ///< both sleep in a futex call; false also where it does not say
  std::uint64_t rounds = 0;      ///< of both together
  double wall_ns = 0;            ///< of a run to the end
  std::string cycle;             ///< "TID 12 waits for right of TID 13, TID 13 waits …"
};

/// Two workers take two locks and give them back, round after round, until they are through or
/// wait for each other for ever: then their process is ended from outside. Whoever waits for whom
/// is read from the locks' owners. Precondition: the caller's process has no other thread.
Result<DeadlockFigures> run_into_deadlock(const DeadlockSetting& setting);

}  // namespace sharedfate
