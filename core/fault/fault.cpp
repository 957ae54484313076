#include "core/fault/fault.h"

#include <array>
#include <cassert>

#include "core/fault/rows.h"

namespace sharedfate {

std::span<const FaultRow> faults() {
  static const std::array rows{
      segv_fault,       abort_fault, exception_fault, exit_fault,     kill_fault,     spin_fault,
      bus_fault,        fpe_fault,   ill_fault,       overflow_fault, heap_fault,     error_fault,
      leak_fault,       fds_fault,   stop_fault,      cont_fault,     deadlock_fault, parent_fault,
      supervisor_fault, wild_fault,  sys_exit_fault};
  return rows;
}

const FaultRow& fault_row(FaultId id) {
  for (const FaultRow& row : faults()) {
    if (row.id == id) return row;
  }
  assert(false && "a fault without a row");
  return faults().front();
}

}  // namespace sharedfate
