#include "core/run/audit.h"

#include <algorithm>
#include <chrono>
#include <thread>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace sharedfate {
namespace {

Audit difference(const OwnFootprint& before, const OwnFootprint& now,
                 const std::set<int>& running) {
  Audit audit;
  std::set<int> processes = running;
  for (const int pid : now.children) {
    if (!before.children.contains(pid)) processes.insert(pid);
  }
  audit.processes.assign(processes.begin(), processes.end());
  for (const auto& [number, open] : now.descriptors) {
    const auto same = before.descriptors.find(number);
    if (same == before.descriptors.end() || !same->second.same_file(open))
      audit.descriptors.push_back(fmt::format("{}: {}", number, open.target));
  }
  std::set_difference(now.shared_memory.begin(), now.shared_memory.end(),
                      before.shared_memory.begin(), before.shared_memory.end(),
                      std::back_inserter(audit.shared_memory));
  return audit;
}

std::string counted(std::size_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

template <typename List>
std::string named(const List& list) {
  return list.empty() ? "" : fmt::format(" ({})", fmt::join(list, ", "));
}

}  // namespace

void ProcessWatch::add(int pid) {
  if (pid <= 0) return;
  if (const auto process = identify_process(pid)) known_.insert(*process);
  // A window can stay open for a day in which workers keep dying: the set must not grow for ever.
  if (known_.size() < look_at_) return;
  forget_ended();
  look_at_ = std::max(look_at_first, 2 * known_.size());
}

void ProcessWatch::forget_ended() {
  std::erase_if(known_, [](const ProcessIdentity& process) { return !is_running(process); });
}

void ProcessWatch::note(const Event& event) {
  if (const auto* supervisor = std::get_if<SupervisorStarted>(&event)) add(supervisor->pid);
  if (const auto* lane_process = std::get_if<LaneProcessStarted>(&event)) add(lane_process->pid);
  if (const auto* worker = std::get_if<WorkerStarted>(&event)) add(worker->pid);
}

std::set<int> ProcessWatch::running() {
  forget_ended();
  std::set<int> pids;
  for (const ProcessIdentity& process : known_) pids.insert(process.pid);
  return pids;
}

Audit audit_since(const OwnFootprint& before, ProcessWatch& watch, int grace_ms) {
  const auto limit = std::chrono::steady_clock::now() + std::chrono::milliseconds(grace_ms);
  for (;;) {
    Audit audit = difference(before, measure_own_footprint(), watch.running());
    if (audit.processes.empty() || std::chrono::steady_clock::now() >= limit) return audit;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
}

std::string audit_text(const Audit& audit) {
  return fmt::format(
      "{}{}, {}{} and {}{} left over", counted(audit.processes.size(), "process", "processes"),
      named(audit.processes), counted(audit.descriptors.size(), "descriptor", "descriptors"),
      named(audit.descriptors),
      counted(audit.shared_memory.size(), "piece of shared memory", "pieces of shared memory"),
      named(audit.shared_memory));
}

}  // namespace sharedfate
