#include "core/report/worker_text.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "core/model/death_text.h"
#include "core/system/process_facts.h"

namespace sharedfate {
namespace {

constexpr double ns_per_s = 1e9;
/// From when on it is said that a worker gets no core.
constexpr double no_core_s_min = 1, starved_s_min = 2;
constexpr double starved_share_max = 0.1;

/// "T4", or "T4 and T5": the others of the cycle that a worker is in; empty: it is in none.
std::string deadlock_partners(const LaneModel& lane, const WorkerModel& worker) {
  std::vector<int> cycle = wait_cycle(lane, worker.worker);
  std::erase(cycle, worker.worker);
  return cycle.empty() ? "" : worker_list(lane.spec, cycle);
}

WorkerWords lock_words(const LaneModel& lane, const WorkerModel& worker) {
  if (const std::string partners = deadlock_partners(lane, worker); !partners.empty())
    return {WorkerStatus::in_deadlock, "deadlock with " + partners, "deadlock", ""};
  if (worker.waits_for == 0 && lane.lock_dead_holder != 0)
    return {WorkerStatus::waits_for_ever, "waits for ever: the holder died", "for ever", ""};
  const std::string name = worker.lock == 0 ? "a lock" : worker.lock == 1 ? "lock A" : "lock B";
  WorkerWords words{WorkerStatus::waits_for_lock, "waits for " + name, "waits: lock", ""};
  if (worker.waits_for != 0)
    words.words += fmt::format(": {} holds it", worker_label(lane.spec, worker.waits_for));
  return words;
}

/// A thread that computes in an interpreter with a GIL blocks for nothing else. What a person's
/// code blocks for is not known.
bool blocks_for_gil(const LaneModel& lane, const WorkerModel& worker) {
  return lane.gil == GilState::on && lane_kind_row(lane.spec.kind).one_address_space &&
         lane.alive() > 1 && !lane.script.exists() && worker.running() == 1 &&
         !worker.waits_in_kernel;
}

std::string shares_text(const TimeShares& shares, bool gil) {
  if (!shares.known) return "";
  constexpr double least = 0.005;
  std::vector<std::pair<double, std::string_view>> parts{
      {shares.on_core, "on a core"},
      {shares.ready, "ready"},
      {shares.asleep(), gil ? "waits for the GIL" : "asleep"}};
  // The two largest, in this order.
  parts.erase(std::min_element(parts.begin(), parts.end(), [](const auto& one, const auto& other) {
    return one.first < other.first;
  }));
  std::string text;
  for (const auto& [share, name] : parts) {
    if (share < least) continue;
    text += fmt::format("{}{} {:.0f} %", text.empty() ? "" : ", ", name, share * 100);
  }
  return text;
}

WorkerWords starved_words(const TimeShares& shares) {
  const double no_core_s = static_cast<double>(shares.no_core_ns) / ns_per_s;
  if (no_core_s >= no_core_s_min)
    return {WorkerStatus::starved, fmt::format("no core for {:.1f} s", no_core_s), "no core", ""};
  const double task_s = static_cast<double>(shares.task_ns) / ns_per_s;
  const double ran_s = static_cast<double>(shares.task_cpu_ns) / ns_per_s;
  if (task_s >= starved_s_min && ran_s < task_s * starved_share_max &&
      shares.ready > shares.asleep())
    return {WorkerStatus::starved,
            fmt::format("{:.1f} s of processor time in {:.0f} s", ran_s, task_s), "no core", ""};
  return {WorkerStatus::has_task, "", "", ""};
}

/// Of a worker that has a task, or has many of them.
WorkerWords measured_words(const LaneModel& lane, const WorkerModel& worker) {
  const TimeShares& shares = worker.shares;
  const WorkerWords unknown{WorkerStatus::has_task, "has a task", "has a task", ""};
  if (!shares.known) return unknown;
  if (WorkerWords starved = starved_words(shares); starved.status == WorkerStatus::starved)
    return starved;
  if (shares.asleep() > std::max(shares.on_core, shares.ready)) {
    if (blocks_for_gil(lane, worker))
      return {WorkerStatus::waits_for_gil, "waits for the GIL", "GIL", ""};
    // Without the waits for a core, the rest may be one.
    if (!shares.ready_known && !shares.sleeps) return unknown;
    return {WorkerStatus::sleeps, "sleeps", "sleeps", ""};
  }
  if (shares.ready > shares.on_core || !shares.ran)
    return {WorkerStatus::ready, "ready: no core free", "ready", ""};
  const std::string where =
      worker.core < 0 ? std::string("on a core") : fmt::format("on core {}", worker.core);
  // A person's code reports no progress.
  const bool stuck = worker.condition == WorkerCondition::running && worker.condition_sure &&
                     !lane.script.exists();
  return {WorkerStatus::on_core, stuck ? where + ", no progress" : where, where, ""};
}

WorkerWords dying_words(const WorkerModel& worker) {
  std::string text = fmt::format("dying: {}", signal_name(worker.dying_of));
  if (worker.dying_at_address) text += fmt::format(" at {:#x}", worker.dying_address);
  return {WorkerStatus::dying, text, "dying", ""};
}

/// Of a living worker that the kernel was asked about because it makes no progress.
std::optional<WorkerWords> stalled_words(const LaneModel& lane, const WorkerModel& worker) {
  WorkerWords words{};
  switch (worker.condition) {
    case WorkerCondition::moving:
    case WorkerCondition::running:
      return std::nullopt;
    case WorkerCondition::stopped:
      return WorkerWords{WorkerStatus::stopped, "stopped (SIGSTOP)", "stopped", ""};
    case WorkerCondition::waits_on_lock:
      words = lock_words(lane, worker);
      break;
    case WorkerCondition::sleeps_in_kernel:
      words = {WorkerStatus::sleeps, "sleeps", "sleeps", ""};
      break;
  }
  if (!worker.condition_sure) words.words += '?';
  return words;
}

WorkerWords words_of(const LaneModel& lane, const WorkerModel& worker, bool many_tasks) {
  if (worker.state == WorkerState::dead) return {WorkerStatus::dead, "dead", "dead", ""};
  if (worker.state == WorkerState::ended) return {WorkerStatus::ended, "ended", "ended", ""};
  if (worker.dying_of != 0) return dying_words(worker);
  if (worker.process_ended && !worker.stopping)
    return {WorkerStatus::gone, "has ended; its parent has not said how yet", "ended", ""};
  if (auto stalled = stalled_words(lane, worker)) return *std::move(stalled);
  if (worker.state == WorkerState::starting)
    return {WorkerStatus::starting, "starting", "starting", ""};
  if (worker.state == WorkerState::paused) return {WorkerStatus::paused, "paused", "paused", ""};
  if (worker.corrupted > 0)
    return {WorkerStatus::corrupted, "its task was corrupted", "corrupted", ""};
  const bool at_work =
      worker.state == WorkerState::running || worker.condition == WorkerCondition::running;
  if (!many_tasks && !at_work) return {WorkerStatus::idle, "idle", "idle", ""};
  if (!many_tasks && worker.waits_in_kernel) return {WorkerStatus::sleeps, "sleeps", "sleeps", ""};
  return measured_words(lane, worker);
}

}  // namespace

bool WorkerWords::is_trouble() const {
  switch (status) {
    case WorkerStatus::starved:
    case WorkerStatus::waits_for_lock:
    case WorkerStatus::in_deadlock:
    case WorkerStatus::waits_for_ever:
    case WorkerStatus::stopped:
    case WorkerStatus::corrupted:
    case WorkerStatus::dying:
    case WorkerStatus::gone:
      return true;
    default:
      return false;
  }
}

WorkerWords worker_words(const LaneModel& lane, const WorkerModel& worker, bool many_tasks) {
  WorkerWords words = words_of(lane, worker, many_tasks);
  const bool at_work = worker.alive() && (many_tasks || worker.state == WorkerState::running);
  if (at_work) words.shares = shares_text(worker.shares, blocks_for_gil(lane, worker));
  return words;
}

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

std::string trouble_of_worker(const LaneModel& lane, const WorkerModel& worker) {
  const WorkerWords words = worker_words(lane, worker);
  return words.is_trouble() ? words.words : "";
}

}  // namespace sharedfate
