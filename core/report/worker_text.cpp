#include "core/report/worker_text.h"

#include <fmt/format.h>

#include "core/model/death_text.h"
#include "core/system/process_facts.h"

namespace sharedfate {
namespace {

std::string lock_text(const LaneModel& lane, const WorkerModel& worker, std::string_view arrow) {
  const std::string cycle = wait_cycle_text(lane, worker.worker, arrow);
  if (!cycle.empty()) return fmt::format("deadlock: {}", cycle);
  if (worker.waits_for == 0 && lane.lock_dead_holder != 0)
    return fmt::format("waits for a lock that died with {}",
                       worker_label(lane.spec, lane.lock_dead_holder));
  if (worker.waits_for == 0) return "waits for a lock";
  return fmt::format("waits for a lock that {} holds", worker_label(lane.spec, worker.waits_for));
}

}  // namespace

std::string queue_lock_text(const LaneModel& lane) {
  if (lane.lock_dead_holder != 0)
    return fmt::format("the queue's lock died with {}",
                       worker_label(lane.spec, lane.lock_dead_holder));
  if (lane.lock_recovered == 0) return "";
  return fmt::format(
      "the queue's lock was taken over from the dead {}",
      lane.lock_recovered == 1 ? "once" : fmt::format("{} times", lane.lock_recovered));
}

std::string_view condition_name(WorkerCondition condition) {
  switch (condition) {
    case WorkerCondition::moving:
      return "moving";
    case WorkerCondition::running:
      return "running";
    case WorkerCondition::waits_on_lock:
      return "waits_on_lock";
    case WorkerCondition::sleeps_in_kernel:
      return "sleeps_in_kernel";
    case WorkerCondition::stopped:
      return "stopped";
  }
  return "";
}

std::string wait_cycle_text(const LaneModel& lane, int worker, std::string_view arrow) {
  const std::vector<int> cycle = wait_cycle(lane, worker);
  if (cycle.empty()) return "";
  std::string text;
  for (const int each : cycle) text += fmt::format("{}{}", worker_label(lane.spec, each), arrow);
  return text + worker_label(lane.spec, worker);
}

std::string stray_text(const LaneModel& lane) {
  std::string text;
  for (const WorkerModel& worker : lane.workers) {
    const std::string label = worker_label(lane.spec, worker.worker);
    if (worker.stray_writes > 0)
      text += fmt::format("{}{} wrote into memory of others", text.empty() ? "" : "; ", label);
    if (worker.corrupted > 0)
      text += fmt::format("{}{} found its task corrupted", text.empty() ? "" : "; ", label);
  }
  return text;
}

std::string trouble_of_worker(const LaneModel& lane, const WorkerModel& worker,
                              std::string_view arrow) {
  if (!worker.alive()) return "";
  if (worker.dying_of != 0) {
    std::string text = fmt::format("dying: {}", signal_name(worker.dying_of));
    if (worker.dying_at_address) text += fmt::format(" at {:#x}", worker.dying_address);
    return text;
  }
  const std::string_view doubt = worker.condition_sure ? "" : "?";
  switch (worker.condition) {
    case WorkerCondition::moving:
      return worker.corrupted > 0 ? "its task was corrupted" : "";
    case WorkerCondition::running:
      return fmt::format("runs, comes to no end{}", doubt);
    case WorkerCondition::waits_on_lock:
      return fmt::format("{}{}", lock_text(lane, worker, arrow), doubt);
    case WorkerCondition::sleeps_in_kernel:
      return fmt::format("sleeps in the kernel{}", doubt);
    case WorkerCondition::stopped:
      return "stopped";
  }
  return "";
}

}  // namespace sharedfate
