#include "core/workload/workload.h"

#include <array>

#include "core/base/number.h"
#include "core/base/table.h"
#include "core/workload/rows.h"

namespace sharedfate {

std::span<const WorkloadRow> workloads() {
  static const std::array rows{square_workload, primes_workload, wait_workload,
                               mixed_workload,  poison_workload, sha256_workload};
  return rows;
}

const WorkloadRow& workload_row(WorkloadId id) {
  for (const WorkloadRow& row : workloads()) {
    if (row.id == id) return row;
  }
  assert(false && "a workload without a row");
  return workloads().front();
}

Result<WorkloadSpec> parse_workload_spec(std::string_view text) {
  const std::size_t colon = text.find(':');
  const auto row = find_row(workloads(), "workload", text.substr(0, colon));
  if (!row) return row.error();
  WorkloadSpec spec{row.value()->id, row.value()->parameter_default};
  if (colon == std::string_view::npos) return spec;

  const auto parameter = parse_number(text.substr(colon + 1));
  if (!parameter || *parameter > row.value()->parameter_max) {
    return Error{"read workload '" + std::string(text) + "'",
                 "its parameter " + std::string(row.value()->parameter_name) +
                     " is a whole number from 0 to " + std::to_string(row.value()->parameter_max),
                 "for example " + std::string(row.value()->name) + ":" +
                     std::to_string(row.value()->parameter_default)};
  }
  spec.parameter = *parameter;
  return spec;
}

std::string to_text(const WorkloadSpec& spec) {
  return std::string(workload_row(spec.id).name) + ":" + std::to_string(spec.parameter);
}

}  // namespace sharedfate
