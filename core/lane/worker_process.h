#pragma once

#include "core/base/result.h"
#include "core/system/spawn.h"
#include "core/wire/lane_control.h"
#include "core/wire/shared_queue.h"
#include "core/wire/worker_memory.h"

namespace sharedfate {

/// What a worker process has from its parent.
struct WorkerParts {
  int worker;  ///< its number
  WorkerMemory& memory;
  LaneControl& control;
  SharedQueue* queue;     ///< that it shares with the others; nullptr: it has a channel of its own
  int notify_descriptor;  ///< an eventfd that it rings when its parent should look at what it has
                          ///< taken
};

/// Starts a worker process: a copy of the calling process, which has one thread and has loaded and
/// prepared all that a worker needs. That takes a fifth of the time of exec, which would load the
/// same program again. The copy takes tasks until it is told to leave. It has no descriptor but
/// `bell` and the standard streams; of shared memory it has what the caller has not kept from
/// copies.
Result<Child> fork_worker(const WorkerParts& parts);

}  // namespace sharedfate
