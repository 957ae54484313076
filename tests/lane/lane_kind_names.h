#pragma once

#include <algorithm>
#include <ostream>
#include <string>
#include <vector>

#include "core/catalog/lane_kind.h"
#include "core/fault/fault.h"
#include "core/workload/workload.h"

// Lists, names and printers of table rows for parameterised tests.
namespace sharedfate {

inline void PrintTo(LaneKind kind, std::ostream* stream) { *stream << lane_kind_row(kind).name; }
inline void PrintTo(FaultId fault, std::ostream* stream) { *stream << fault_row(fault).name; }
inline void PrintTo(WorkloadId id, std::ostream* stream) { *stream << workload_row(id).name; }

}  // namespace sharedfate

namespace sharedfate::testing {

inline std::vector<FaultId> faults_with_end(bool none) {
  std::vector<FaultId> ids;
  for (const FaultRow& row : faults()) {
    // Faults that can be undone, take two workers or none, hit any task, or exist only in Python
    // have tests of their own.
    const bool alone = !row.resumes && !row.needs_partner && row.names_worker() &&
                       !row.stray_write && !row.python_only;
    if (row.end.none == none && alone) ids.push_back(row.id);
  }
  return ids;
}
/// Faults that end a process, and faults that end none.
inline std::vector<FaultId> every_deadly_fault() { return faults_with_end(false); }
inline std::vector<FaultId> every_handled_fault() { return faults_with_end(true); }

inline std::vector<WorkloadId> every_workload() {
  std::vector<WorkloadId> ids;
  for (const WorkloadRow& row : workloads()) ids.push_back(row.id);
  return ids;
}

constexpr LaneKind every_kind[] = {LaneKind::serial, LaneKind::threads, LaneKind::processes,
                                   LaneKind::shared_queue, LaneKind::robust_queue};
/// One kind for each way in which workers die together, for tests with very many cases. These run a
/// sample for the other kinds.
constexpr LaneKind kinds_by_isolation[] = {LaneKind::serial, LaneKind::threads,
                                           LaneKind::processes};
constexpr LaneKind kinds_of_shared_queue[] = {LaneKind::shared_queue, LaneKind::robust_queue};
constexpr LaneKind concurrent_kinds[] = {LaneKind::threads, LaneKind::processes,
                                         LaneKind::shared_queue, LaneKind::robust_queue};

/// A C++ lane of this kind with `workers` workers, or with as many as the kind allows.
inline LaneSpec lane_of(LaneKind kind, int workers = 5) {
  const int workers_max = lane_kind_row(kind).workers_max;
  return LaneSpec{.kind = kind,
                  .language = Language::cpp,
                  .workers = workers < workers_max ? workers : workers_max};
}

/// The kind as a part of a test's name.
inline std::string kind_name(LaneKind kind) {
  std::string name(lane_kind_row(kind).name);
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

}  // namespace sharedfate::testing
