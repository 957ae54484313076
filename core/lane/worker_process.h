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

/// Starts a worker process. `bell`: an eventfd that it rings when its parent should look at its
/// channel.
Result<Child> spawn_worker(int worker, int memory, int control, int bell);

/// The role "worker" of the lane program: takes tasks from its own channel until it is told to
/// leave.
int run_worker_process(const std::vector<std::string>& arguments);

}  // namespace sharedfate
