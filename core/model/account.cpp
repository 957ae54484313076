#include "core/model/model.h"

#include <algorithm>
#include <optional>

#include "core/base/wait_cycle.h"

namespace sharedfate {

Account LaneModel::account() const {
  Account account = retired;
  account.submitted += figures.accepted;
  account.cancelled += figures.cancelled;
  account.failed += figures.failed;
  account.lost += figures.lost;
  std::uint64_t started = 0;
  for (const WorkerModel& worker : workers) {
    if (!worker.alive()) continue;
    account.running += worker.running();
    account.done += worker.ended() - worker.failed;
    account.failed += worker.failed + worker.failed_by_pool();
    started += worker.taken();
  }
  // Tasks that ended on workers now gone are in `retired`. Contradicting figures must not wrap
  // around: the account then visibly does not balance.
  const std::uint64_t left_queue =
      figures.cancelled + figures.failed + figures.lost + started + started_by_gone;
  account.queued = figures.accepted > left_queue ? figures.accepted - left_queue : 0;
  return account;
}

int LaneModel::alive() const {
  int count = 0;
  for (const WorkerModel& worker : workers) count += worker.alive() ? 1 : 0;
  return count;
}

double LaneModel::cpu_share() const {
  double share = 0;
  for (const WorkerModel& worker : workers) share += worker.alive() ? worker.shares.on_core : 0;
  return share;
}

std::uint64_t LaneModel::results_awaited() const {
  const Account now = account();
  return now.queued + now.running + (now.lost - std::min(now.lost, lost_before));
}

bool LaneModel::waits_in_vain() const {
  const Account now = account();
  return lane_pid != 0 && now.lost > lost_before && now.queued + now.running == 0;
}

std::vector<int> LaneModel::idle_workers(const ScriptCall& call) const {
  std::vector<int> idle;
  for (int number = 1; number <= spec.workers; ++number) {
    if (!std::binary_search(call.workers.begin(), call.workers.end(), number))
      idle.push_back(number);
  }
  return idle;
}

int LaneModel::waiting_for_ever() const {
  if (lock_dead_holder == 0) return 0;
  return static_cast<int>(
      std::count_if(workers.begin(), workers.end(), [](const WorkerModel& worker) {
        return worker.alive() && worker.condition_sure &&
               worker.condition == WorkerCondition::waits_on_lock;
      }));
}

std::string python_version_text(std::uint32_t version) {
  constexpr std::uint32_t part = 0xFF;
  return std::to_string(version >> 16) + "." + std::to_string((version >> 8) & part) + "." +
         std::to_string(version & part);
}

bool LaneModel::ready() const {
  if (state != LaneState::open && state != LaneState::paused) return false;
  const auto starts = [](const WorkerModel& worker) {
    return worker.state == WorkerState::starting;
  };
  if (std::any_of(workers.begin(), workers.end(), starts)) return false;
  // Code starts as many workers as it likes, and ends them.
  if (script.exists()) return alive() >= spec.workers;
  const auto wanted = static_cast<std::size_t>(spec.workers);
  return workers.size() == wanted && alive() == spec.workers;
}

bool LaneModel::over() const {
  return state == LaneState::dead || state == LaneState::stopped || state == LaneState::failed;
}

bool LaneModel::quiescent() const {
  if (!exists || over()) return true;
  if (state == LaneState::starting || requests_awaited) return false;
  const Account now = account();
  if (now.running > 0) return false;
  if (script.exists()) {
    // The code starts as many workers as it likes: `spec.workers` does not apply.
    const bool held = script.state == ScriptState::paused && !gate_open && figures.permits == 0;
    return (held || script.is_over()) && now.queued == figures.queue_depth;
  }
  // A lane in trouble may be unable to start the missing workers: it does not wait for them.
  if (alive() < spec.workers && trouble.empty() && !keeps_its_dead()) return false;
  for (const WorkerModel& worker : workers) {
    if (worker.state == WorkerState::starting) return false;
    // A broken pool replaces no worker.
    if (worker.state == WorkerState::dead && !figures.broken && !keeps_its_dead()) return false;
    // The outcome of its task is known, so it has died; the report of its death is still to come.
    if (worker.alive() && worker.outcome != TaskOutcome::lost) return false;
  }
  // The lane process counts its queue itself; at rest both figures agree.
  if (now.queued != figures.queue_depth) return false;
  // No worker is left that could take a task: queued tasks wait for ever.
  if (keeps_its_dead() && alive() == 0 && !workers.empty()) return true;
  return now.queued == 0 || (!gate_open && figures.permits == 0);
}

bool LaneModel::gathers_at_gate() const {
  if (!exists || state != LaneState::paused || figures.permits > 0 || script.exists()) return false;
  const auto held = std::count_if(workers.begin(), workers.end(), [](const WorkerModel& worker) {
    return worker.state == WorkerState::paused;
  });
  const auto wanted = std::min(account().queued, static_cast<std::uint64_t>(alive()));
  return static_cast<std::uint64_t>(held) < wanted;
}

std::vector<int> wait_cycle(const LaneModel& lane, int number) {
  return find_wait_cycle(number, lane.workers.size(), [&lane](int each) -> std::optional<int> {
    const WorkerModel* const worker = find_worker(lane, each);
    if (worker == nullptr || !worker->alive() || worker->waits_for == 0) return std::nullopt;
    return worker->waits_for;
  });
}

}  // namespace sharedfate
