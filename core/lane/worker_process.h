#pragma once

#include "core/base/result.h"
#include "core/system/spawn.h"
#include "core/wire/lane_control.h"
#include "core/wire/shared_queue.h"
#include "core/wire/worker_memory.h"

namespace sharedfate {

/// What a worker process gets from its parent.
struct WorkerParts {
  int worker;  ///< its number, from 1
  WorkerMemory& memory;
  LaneControl& control;
  SharedQueue* queue;  ///< shared with the other workers; nullptr: the worker has its own channel
  int notify_descriptor;  ///< an eventfd, written when the parent should check what the worker has
                          ///< taken
};

/// Starts a worker process: a fork of the calling process, which must have one thread and has
/// loaded and prepared all that a worker needs. That takes a fifth of the time of exec, which would
/// load the same program again. The worker takes tasks until it is asked to stop. It keeps no
/// descriptor but `notify_descriptor` and the standard streams, and no shared memory that the
/// caller has excluded with keep_from_copies().
Result<Child> fork_worker(const WorkerParts& parts);

}  // namespace sharedfate
