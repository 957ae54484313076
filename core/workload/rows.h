#pragma once

#include "core/workload/workload.h"

// One row a file, one line here, one line in the table of workload.cpp: that is all a new workload
// needs.
namespace sharedfate {

extern const WorkloadRow square_workload;
extern const WorkloadRow primes_workload;
extern const WorkloadRow wait_workload;
extern const WorkloadRow mixed_workload;
extern const WorkloadRow poison_workload;
extern const WorkloadRow sha256_workload;

}  // namespace sharedfate
