#include "core/fault/fault.h"

#include <array>

#include "core/base/number.h"
#include "core/base/table.h"
#include "core/fault/rows.h"
#include "core/lane/lane_kind.h"

namespace sharedfate {

std::span<const FaultRow> faults() {
  static const std::array rows{
      segv_fault, abort_fault, exception_fault, exit_fault,     kill_fault,    spin_fault,
      bus_fault,  fpe_fault,   ill_fault,       overflow_fault, heap_fault,    error_fault,
      leak_fault, fds_fault,   stop_fault,      cont_fault,     deadlock_fault};
  return rows;
}

const FaultRow& fault_row(FaultId id) {
  for (const FaultRow& row : faults()) {
    if (row.id == id) return row;
  }
  assert(false && "a fault without a row");
  return faults().front();
}

Result<FaultCapsule> parse_fault_capsule(std::string_view text, std::uint64_t at_task_default) {
  const auto malformed = [&](std::string reason) {
    return Error{"read fault '" + std::string(text) + "'", std::move(reason),
                 "write FAULT@WORKER or FAULT@WORKER:task=K, for example segv@3:task=2"};
  };
  const std::size_t at = text.find('@');
  const auto row = find_row(faults(), "fault", text.substr(0, at));
  if (!row) return row.error();
  if (at == std::string_view::npos) return malformed("it does not say which worker is hit");

  FaultCapsule capsule{row.value()->id, 1, at_task_default};
  std::string_view rest = text.substr(at + 1);
  const std::size_t colon = rest.find(':');
  const auto worker = parse_number(rest.substr(0, colon));
  if (!worker || *worker < worker_count_min || *worker > worker_count_max) {
    return malformed("a worker is a number from 1 to " + std::to_string(worker_count_max));
  }
  capsule.worker = static_cast<int>(*worker);
  if (colon == std::string_view::npos) return capsule;

  rest = rest.substr(colon + 1);
  constexpr std::string_view task_key = "task=";
  if (!rest.starts_with(task_key)) {
    return malformed("after the worker comes task=K, not '" + std::string(rest) + "'");
  }
  const auto task = parse_number(rest.substr(task_key.size()));
  if (!task)
    return malformed("task= takes a whole number: the k-th task of that worker, 0 for at once");
  capsule.at_task = *task;
  return capsule;
}

std::string to_text(const FaultCapsule& capsule) {
  return std::string(fault_row(capsule.fault).name) + "@" + std::to_string(capsule.worker) +
         ":task=" + std::to_string(capsule.at_task);
}

}  // namespace sharedfate
