#pragma once

#include "core/workload/workload.h"

// A new workload needs an enumerator of WorkloadId, a file with its row, a declaration here and a
// line in the table of workload.cpp.
namespace sharedfate {

extern const WorkloadRow square_workload;
extern const WorkloadRow primes_workload;
extern const WorkloadRow wait_workload;
extern const WorkloadRow mixed_workload;
extern const WorkloadRow poison_workload;
extern const WorkloadRow sha256_workload;

}  // namespace sharedfate
