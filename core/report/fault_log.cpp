#include "core/report/fault_log.h"

#include <algorithm>
#include <set>

namespace sharedfate {
namespace {

/// PIDs of the supervisors, lane processes and living workers in the model.
std::set<int> shown_processes(const Model& model) {
  std::set<int> pids;
  for (const LaneModel& lane : model.lanes) {
    pids.insert({lane.supervisor_pid, lane.lane_pid});
    for (const WorkerModel& worker : lane.workers) {
      if (worker.alive()) pids.insert(worker.pid);
    }
  }
  return pids;
}

ResourceCounts::Count count(const OwnFootprint& footprint) {
  return {footprint.children.size(), footprint.descriptors.size(), footprint.shared_memory.size()};
}

bool was_broken(const LaneModel& lane) {
  return lane.exists && (lane.death_count > 0 || lane.account().failed > 0);
}

}  // namespace

FaultLog::FaultLog() : before_(measure_own_footprint()) {}

void FaultLog::note(const Event& event, const Model& model) {
  watch_.note(event);
  if (const auto* opened = std::get_if<LaneOpened>(&event)) fault_specs_.erase(opened->lane);
  if (const auto* lane_process = std::get_if<LaneProcessStarted>(&event);
      lane_process != nullptr && lane_process->fresh)
    fault_specs_.erase(lane_process->lane);
  if (const auto* worker = std::get_if<WorkerDied>(&event))
    note_death(worker->lane, worker->death, model);
  if (const auto* lane_process = std::get_if<LaneProcessDied>(&event))
    note_death(lane_process->lane, lane_process->death, model);
  if (const auto* supervisor = std::get_if<SupervisorDied>(&event))
    note_death(supervisor->lane, supervisor->death, model);
}

void FaultLog::note_death(LaneIndex index, const DeathReport& report, const Model& model) {
  if (index < 0 || static_cast<std::size_t>(index) >= model.lanes.size()) return;
  const LaneModel& lane = model.lanes[static_cast<std::size_t>(index)];
  const WorkerModel* const worker = find_worker(lane, report.worker);
  const auto rows = faults();
  const auto row = std::find_if(rows.begin(), rows.end(),
                                [&](const FaultRow& each) { return each.name == report.fault; });
  // Not an injected fault: a signal from outside, a missed deadline, or an error of the program
  // itself.
  if (row == rows.end()) return;
  if (!row->names_worker()) fault_specs_[index][0] = make_fault_spec(row->id, 0, 0);
  if (!row->names_worker() || worker == nullptr) return;
  const std::uint64_t at_task = worker->running() != 0 ? worker->ended() + 1 : 0;
  fault_specs_[index][report.worker] = FaultSpec{row->id, report.worker, at_task};
}

void FaultLog::measure(const Model& model) {
  const OwnFootprint now = measure_own_footprint();
  const std::set<int> shown = shown_processes(model), running = watch_.running();
  resource_counts_ = {.now = count(now), .before = count(before_), .orphans = {}};
  std::set_difference(running.begin(), running.end(), shown.begin(), shown.end(),
                      std::back_inserter(resource_counts_.orphans));
}

std::vector<OpenReceipt> FaultLog::receipts(const Model& model, const RunOptions& settings) const {
  std::vector<OpenReceipt> receipts;
  for (std::size_t i = 0; i < model.lanes.size(); ++i) {
    const LaneModel& lane = model.lanes[i];
    if (!was_broken(lane)) continue;
    OpenReceipt receipt{.lane = make_lane_receipt(lane), .fault_specs = {}, .repeat = {}};
    if (const auto found = fault_specs_.find(static_cast<LaneIndex>(i));
        found != fault_specs_.end()) {
      for (const auto& [worker, fault_spec] : found->second) {
        // The lane may have fewer workers by now, and a run rejects a fault for a missing worker.
        if (worker <= lane.spec.workers) receipt.fault_specs.push_back(fault_spec);
      }
    }
    if (!receipt.fault_specs.empty()) {
      RunOptions again = settings;
      again.lanes = {lane.spec};
      again.tasks = std::clamp<std::uint64_t>(lane.account().submitted, 1, task_count_max);
      again.tempo_ms = lane.tempo_ms;
      again.policy = lane.policy;
      again.faults = receipt.fault_specs;
      receipt.repeat = run_words(again);
    }
    receipts.push_back(std::move(receipt));
  }
  return receipts;
}

}  // namespace sharedfate
