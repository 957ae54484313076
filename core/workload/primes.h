#pragma once

#include "core/workload/workload.h"

namespace sharedfate {

/// Counts the primes below `limit` by trial division.
TaskResult count_primes(TaskContext& context, std::uint64_t limit);

}  // namespace sharedfate
