#pragma once

#include <cstdint>
#include <vector>

#include "core/base/result.h"
#include "core/experiment/worker_group.h"
#include "core/wire/measurement.h"

namespace sharedfate {

constexpr std::uint32_t table_places_max = wait_cycle_max;

/// In which order each worker takes the two locks beside it.
enum class LockOrder {
  own_first,  ///< the left one first: all workers may hold one lock and wait for the other
  ordered,    ///< the one with the smaller number first
  waiter      ///< as own_first, but at most `workers` - 1 of them may take locks at a time
};

struct DeadlockSetting {
  WorkerForm form = WorkerForm::threads;
  LockOrder order = LockOrder::own_first;
  std::uint32_t workers = 2;  ///< 2 to table_places_max; as many locks
  std::uint64_t rounds = 0;   ///< of each worker, unless there is a deadlock
};

struct DeadlockFigures {
  bool deadlock = false;
  /// /proc showed each worker of the cycle asleep in a futex call. False also if it cannot be read.
  bool kernel_confirms = false;
  std::uint64_t rounds = 0;        ///< of all workers together
  double wall_ns = 0;              ///< from the first start to the last end; 0 after a deadlock
  std::vector<WaitForLock> cycle;  ///< the workers in the deadlock; empty: there is none
  struct Place {
    std::uint64_t rounds = 0, waits = 0, waited_ns = 0, longest_wait_ns = 0;
  };
  std::vector<Place> places;  ///< by worker
};

/// Workers around a table, with a lock between any two neighbours (two workers: two locks). Each
/// takes both of its locks and releases them, round after round, until all have finished or there
/// is a deadlock: then the process of the workers is killed. Which worker waits for which is read
/// from the owners of the locks. An error: the workers could not be started, or their process has
/// failed. Precondition: the caller's process has no other thread.
Result<DeadlockFigures> run_into_deadlock(const DeadlockSetting& setting);

}  // namespace sharedfate
