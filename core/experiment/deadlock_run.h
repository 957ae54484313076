#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/experiment/worker_group.h"

namespace sharedfate {

constexpr std::uint32_t table_places_max = 16;

/// How those around a table, each between two locks, take theirs.
enum class LockOrder {
  own_first,  ///< each begins with the one on its left: all of them may hold one, and want another
  ordered,    ///< each begins with the one that has the smaller number
  waiter      ///< as own_first, but one fewer than there are places may sit down at a time
};

struct DeadlockSetting {
  WorkerForm form = WorkerForm::threads;
  LockOrder order = LockOrder::own_first;
  std::uint32_t workers = 2;  ///< 2 to table_places_max; as many locks
  std::uint64_t rounds = 0;   ///< of each worker, unless it comes to a deadlock
};

struct DeadlockFigures {
  bool deadlock = false;
  bool kernel_confirms = false;  ///< all of it sleep in a futex call; false also where it is silent
  std::uint64_t rounds = 0;      ///< of all together
  double wall_ns = 0;            ///< of a run to the end
  std::string cycle;             ///< "TID 12 waits for 2 of TID 13, TID 13 waits …"
  struct Place {
    std::uint64_t rounds = 0, waits = 0, waited_ns = 0, longest_wait_ns = 0;
  };
  std::vector<Place> places;  ///< by worker
};

/// Workers around a table, with a lock between any two neighbours (two workers: two locks). Each
/// takes both of its locks and gives them back, round after round, until all are through or wait
/// for each other for ever: then their process is ended from outside. Who waits for whom is read
/// from the locks' owners. Precondition: the caller's process has no other thread.
Result<DeadlockFigures> run_into_deadlock(const DeadlockSetting& setting);

}  // namespace sharedfate
