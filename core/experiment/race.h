#pragma once

#include <cstdint>
#include <vector>

#include "core/base/result.h"
#include "core/experiment/protection.h"
#include "core/experiment/worker_group.h"

namespace sharedfate {

/// Where the counter is.
enum class RaceMemoryKind {
  threads,  ///< in the memory of one process, whose threads are the workers
  shared,   ///< in a shared mapping of processes
  private_  ///< in each process's own memory: copies made by fork
};

struct RaceSetting {
  RaceMemoryKind memory = RaceMemoryKind::threads;
  Placement placement = Placement::spread;
  std::uint32_t workers = 2;     ///< 1 to race_workers_max
  std::uint64_t increments = 0;  ///< of each of them
};

/// The result of one run.
struct RaceFigures {
  std::uint64_t total = 0;          ///< the counter afterwards, as the calling process sees it
  std::uint64_t own_view = 0;       ///< the first worker's copy at its end; 0 unless `private_`
  double wall_ns = 0;               ///< from the first start of a worker to the last end
  std::vector<RaceResult> waiting;  ///< by worker, without the queue's owner; zeros if not watched
};

/// Lets the workers increment one counter. `watched`: also measures which worker waits for which,
/// which slows the run down. An error: the workers could not be started, or one died. Precondition:
/// the caller's process has no other thread; a protection with an owner does not allow `private_`.
Result<RaceFigures> run_race(const ProtectionRow& protection, const RaceSetting& setting,
                             bool watched);

}  // namespace sharedfate
