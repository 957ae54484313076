#pragma once

#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/system/spawn.h"
#include "core/wire/worker_memory.h"

namespace sharedfate {

/// Descriptors of a worker process.
constexpr int worker_memory_descriptor = 3;
constexpr int worker_control_descriptor = 4;
constexpr int worker_bell_descriptor = 5;
constexpr int worker_queue_descriptor = 6;  ///< of lanes whose workers share one queue only

/// Starts a worker process. `bell`: an eventfd that it rings when its parent should look at what it
/// has taken. `queue`: the queue that it shares with the others; -1: it has a channel of its own.
Result<Child> spawn_worker(int worker, int memory, int control, int bell, int queue);

/// The role "worker" of the lane program: takes tasks from its channel, or from the queue that it
/// shares, until it is told to leave.
int run_worker_process(const std::vector<std::string>& arguments);

}  // namespace sharedfate
