#include "core/run/run_options.h"

#include <algorithm>
#include <string>

#include "core/fault/combination.h"

namespace sharedfate {
namespace {

// A task that the tempo stretches takes up to 1.4 times the tempo.
constexpr std::uint64_t stretch_percent_max = 140;
constexpr std::uint64_t deadline_per_duration = 3;

/// How long the longest task takes, in milliseconds, where tempo or workload determine it; 0: they
/// do not.
std::uint64_t expected_task_ms(std::uint32_t tempo_ms, const WorkloadSpec& workload) {
  const std::uint64_t wait_ms = workload.id == WorkloadId::wait ? workload.parameter : 0;
  return std::max(std::uint64_t{tempo_ms} * stretch_percent_max / 100, wait_ms);
}

Status check_lane_count(const RunOptions& options) {
  if (!options.lanes.empty() && options.lanes.size() <= lane_count_max) return Done{};
  return Error{"run " + std::to_string(options.lanes.size()) + " lanes",
               "from 1 to " + std::to_string(lane_count_max) + " lanes run side by side",
               "leave some --lane out"};
}

Status check_deadline(const RunOptions& options) {
  const std::uint64_t task_ms = expected_task_ms(options.tempo_ms, options.workload);
  if (options.deadline_ms == 0 || task_ms < options.deadline_ms) return Done{};
  return Error{
      "keep every task within the deadline of " + std::to_string(options.deadline_ms) + " ms",
      "with this tempo and workload a task takes up to " + std::to_string(task_ms) +
          " ms, so that each one would be killed",
      "raise --deadline, or lower --tempo or the workload's milliseconds"};
}

Status check_fault_worker(const RunOptions& options, const FaultSpec& fault_spec) {
  for (const LaneSpec& lane : options.lanes) {
    if (const Status status = check_fault_spec(fault_spec, lane.kind); !status) return status;
    if (fault_spec.worker <= lane.workers) continue;
    const std::string workers =
        lane.workers == 1 ? "one worker" : "workers 1 to " + std::to_string(lane.workers);
    return Error{"arm the fault " + to_text(fault_spec) + " in every lane",
                 "lane " + to_text(lane) + " has " + workers + ", and no worker " +
                     std::to_string(fault_spec.worker),
                 "choose a worker that every lane has, or give the lane more workers"};
  }
  return Done{};
}

/// Rejects faults that cannot come to an end here: nothing would continue a stopped worker, and a
/// deadlock needs a second one.
Status check_fault_alone(const RunOptions& options, const FaultSpec& fault_spec) {
  const FaultRow& row = fault_row(fault_spec.fault);
  if (row.resumes) {
    return Error{"arm the fault " + to_text(fault_spec),
                 "a stopped lane has to be continued by hand",
                 "use the window, or a demo with inject stop and inject cont"};
  }
  for (const LaneSpec& lane : options.lanes) {
    if (!row.needs_partner || lane.workers > 1) continue;
    return Error{"arm the fault " + to_text(fault_spec) + " in every lane",
                 "it takes two workers, and lane " + to_text(lane) + " has one",
                 "leave that lane out, or give it more workers"};
  }
  return Done{};
}

/// Code needs an interpreter in every lane, and no fault may be armed: its workers do not exist
/// yet.
Status check_code(const RunOptions& options) {
  if (options.code.origin == CodeOrigin::none) return Done{};
  if (!options.faults.empty()) {
    return Error{"arm the fault " + to_text(options.faults.front()) + " in a lane that runs code",
                 "its workers do not exist before the code makes a pool",
                 "break them from the window, or in the code itself, with os.abort()"};
  }
  for (const LaneSpec& lane : options.lanes) {
    if (lane.language == Language::python) continue;
    return Error{"run Python code in lane " + to_text(lane), "no interpreter runs there",
                 "for example --lane python-pool:5"};
  }
  return Done{};
}

}  // namespace

std::uint32_t deadline_for(std::uint32_t deadline_ms_asked, std::uint32_t tempo_ms,
                           const WorkloadSpec& workload) {
  if (deadline_ms_asked != 0) return deadline_ms_asked;
  const std::uint64_t generous_ms = deadline_per_duration * expected_task_ms(tempo_ms, workload);
  return static_cast<std::uint32_t>(std::clamp<std::uint64_t>(generous_ms, deadline_ms_default,
                                                              2 * std::uint64_t{deadline_ms_max}));
}

Status check_run_options(const RunOptions& options) {
  if (const Status status = check_lane_count(options); !status) return status;
  if (const Status status = check_deadline(options); !status) return status;
  if (const Status status = check_code(options); !status) return status;
  for (std::size_t i = 0; i < options.faults.size(); ++i) {
    const FaultSpec& fault_spec = options.faults[i];
    if (const Status status = check_fault_worker(options, fault_spec); !status) return status;
    if (const Status status = check_fault_alone(options, fault_spec); !status) return status;
    for (std::size_t j = 0; j < i; ++j) {
      if (options.faults[j].worker != fault_spec.worker) continue;
      return Error{"arm both " + to_text(options.faults[j]) + " and " + to_text(fault_spec),
                   fault_spec.worker == 0 ? "one of them ends the lane for the other"
                                          : "a worker carries one fault at a time",
                   fault_spec.worker == 0 ? "leave one of them out"
                                          : "give the second one to another worker"};
    }
  }
  return Done{};
}

}  // namespace sharedfate
