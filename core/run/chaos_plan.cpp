#include "core/run/chaos_plan.h"

#include <algorithm>
#include <array>
#include <random>
#include <vector>

#include <fmt/format.h>

#include "core/fault/combination.h"
#include "core/run/chaos.h"
#include "core/run/run_options.h"

namespace sharedfate {
namespace {

using Injection = ChaosStep::Injection;
using Meanwhile = ChaosStep::Meanwhile;

constexpr std::uint64_t at_task_max = 4;
constexpr std::uint64_t tasks_max = 60;
constexpr int drains_max = 6;
constexpr int workers_above_max = 2;

/// Draws the same numbers on every machine, unlike the distributions of the standard library.
class Dice {
 public:
  Dice(std::uint64_t seed, std::uint64_t index) {
    std::seed_seq sequence{seed & 0xFFFFFFFFU, seed >> 32, index & 0xFFFFFFFFU, index >> 32};
    engine_.seed(sequence);
  }
  /// From 0 to `count` - 1. The remainder's bias is too small to matter here.
  std::uint64_t below(std::uint64_t count) { return engine_() % count; }
  bool percent(std::uint64_t share) { return below(100) < share; }

 private:
  std::mt19937_64 engine_;
};

/// Faults that last until the deadline, or use much of the machine, take longer than all the others
/// together: they are drawn in 2 % of the steps only.
FaultId random_fault(Dice& dice) {
  constexpr std::uint64_t rare_percent = 2;
  const bool rare = dice.percent(rare_percent);
  std::vector<FaultId> allowed;
  for (const FaultRow& row : faults()) {
    // Not those of Python alone, nor those that one request does not complete: they have to be
    // undone later, or need a second worker.
    if (row.resumes || row.needs_partner || row.python_only) continue;
    if ((row.needs_deadline || row.heavy) == rare) allowed.push_back(row.id);
  }
  if (allowed.empty()) return faults().front().id;
  return allowed[dice.below(allowed.size())];
}

/// Where the fault fires: in a task in half of the steps, otherwise at another site that is valid
/// in that lane.
SiteId random_site(Dice& dice, FaultId fault, LaneKind kind) {
  // A lane whose workers die at their start takes a second to give up.
  constexpr std::uint64_t start_percent = 1;
  if (dice.percent(50)) return SiteId::mid_task;
  const bool hello = dice.percent(start_percent);
  std::vector<SiteId> allowed;
  for (const SiteRow& row : sites()) {
    const bool wanted = (row.id == SiteId::start) == hello && row.id != SiteId::mid_task;
    // There, each worker that hangs would have to be waited for, too.
    const bool too_slow = row.id == SiteId::start && fault_row(fault).needs_deadline;
    if (wanted && !too_slow && why_invalid_in(fault, row.id, kind).empty())
      allowed.push_back(row.id);
  }
  return allowed.empty() ? SiteId::mid_task : allowed[dice.below(allowed.size())];
}

/// A fault at the site `shutdown` fires only in a worker that is asked to stop.
void plan_leaving(Dice& dice, ChaosStep& step) {
  constexpr std::array<Meanwhile, 3> choices{Meanwhile::stop, Meanwhile::restart,
                                             Meanwhile::workers};
  step.meanwhile = choices[dice.below(step.fault_spec.worker > 1 ? 3 : 2)];
  step.workers_meanwhile = step.fault_spec.worker - 1;
}

WorkloadSpec random_workload(Dice& dice) {
  // Short tasks, so that many faults fit into a minute.
  constexpr std::array<WorkloadSpec, 4> workloads{
      WorkloadSpec{WorkloadId::square, 0}, WorkloadSpec{WorkloadId::primes, 300},
      WorkloadSpec{WorkloadId::mixed, 200}, WorkloadSpec{WorkloadId::wait, 1}};
  return workloads[dice.below(workloads.size())];
}

Meanwhile random_meanwhile(Dice& dice, int workers_max) {
  constexpr std::uint64_t calm_percent = 60;
  if (dice.percent(calm_percent)) return Meanwhile::nothing;
  constexpr std::array<Meanwhile, 6> choices{Meanwhile::restart, Meanwhile::reset,
                                             Meanwhile::stop,    Meanwhile::gate,
                                             Meanwhile::workers, Meanwhile::followup};
  const Meanwhile chosen = choices[dice.below(choices.size())];
  return chosen == Meanwhile::workers && workers_max == 1 ? Meanwhile::nothing : chosen;
}

std::string_view meanwhile_name(Meanwhile meanwhile) {
  switch (meanwhile) {
    case Meanwhile::nothing:
      return "nothing";
    case Meanwhile::restart:
      return "restart";
    case Meanwhile::reset:
      return "reset";
    case Meanwhile::stop:
      return "stop";
    case Meanwhile::workers:
      return "workers";
    case Meanwhile::gate:
      return "gate";
    case Meanwhile::followup:
      return "more tasks";
  }
  return "";
}

}  // namespace

ChaosStep chaos_step(std::uint64_t seed, std::uint64_t index, std::span<const LaneSpec> lanes) {
  constexpr std::uint64_t supervisor_percent = 3;
  Dice dice(seed, index);
  ChaosStep step;
  step.lane = dice.below(lanes.size());
  const LaneSpec& lane = lanes[step.lane];
  const int workers_max = std::min(
      lane_kind_row(lane.kind).workers_max,
      lane.workers == 1 ? 1 : std::min(lane.workers + workers_above_max, worker_count_max));
  step.injection =
      dice.percent(supervisor_percent) ? Injection::supervisor_kill : Injection::fault_spec;
  step.workers = dice.percent(90) ? lane.workers : 1 + static_cast<int>(dice.below(workers_max));
  step.fault_spec.fault = random_fault(dice);
  step.fault_spec.worker = 1 + static_cast<int>(dice.below(step.workers));
  step.fault_spec.at_task = dice.below(at_task_max + 1);
  // Injected at once, a fault that makes its task fail would mostly find no task.
  if (fault_row(step.fault_spec.fault).fails_its_task() && step.fault_spec.at_task == 0)
    step.fault_spec.at_task = at_task_max;
  step.meanwhile = random_meanwhile(dice, workers_max);
  step.workers_meanwhile = step.fault_spec.worker +
                           static_cast<int>(dice.below(workers_max - step.fault_spec.worker + 1));
  step.workload = random_workload(dice);
  step.fault_spec.site = random_site(dice, step.fault_spec.fault, lane.kind);
  if (!site_row(step.fault_spec.site).counts_tasks) step.fault_spec.at_task = 0;
  if (step.fault_spec.site == SiteId::shutdown) plan_leaving(dice, step);
  // So many that the target is likely to begin its task number `at_task`.
  step.tasks = static_cast<std::uint64_t>(step.workers) * (step.fault_spec.at_task + 1) +
               dice.below(tasks_max);
  step.tempo_ms = dice.percent(5) ? 2 : 0;
  step.gate_first = dice.percent(60);
  step.fresh_account = dice.percent(10);
  step.drains_between = static_cast<int>(dice.below(drains_max));
  if (!fault_row(step.fault_spec.fault).names_worker())
    step.fault_spec = make_fault_spec(step.fault_spec.fault, 0, 0);
  return step;
}

bool starts_anew(const ChaosStep& step) {
  return step.meanwhile == Meanwhile::restart || step.meanwhile == Meanwhile::reset;
}

bool must_be_injected(const ChaosStep& step) {
  if (step.injection != Injection::fault_spec || starts_anew(step) ||
      step.meanwhile == Meanwhile::stop)
    return false;
  switch (step.fault_spec.site) {
    case SiteId::start:
      return true;
    case SiteId::shutdown:  // a worker that has ended reports no failed task
      return !ends_nothing(step);
    case SiteId::event:  // it fires at the end of a task, and none may come
      return false;
    default:
      return step.fault_spec.at_task == 0;
  }
}

bool must_be_over(const ChaosStep& step) {
  const bool by_site = step.injection == Injection::fault_spec &&
                       step.fault_spec.site == SiteId::start && !ends_nothing(step);
  return step.meanwhile == Meanwhile::stop || (by_site && !starts_anew(step));
}

bool ends_nothing(const ChaosStep& step) {
  return step.injection == Injection::fault_spec && fault_row(step.fault_spec.fault).end.none;
}

bool kills_supervisor(const ChaosStep& step) {
  return step.injection == Injection::supervisor_kill ||
         fault_row(step.fault_spec.fault).target == FaultTarget::supervisor;
}

std::string to_text(const ChaosStep& step, std::span<const LaneSpec> lanes) {
  std::string text = fmt::format("lane {} ({}), ", step.lane + 1, to_text(lanes[step.lane]));
  if (step.workers != lanes[step.lane].workers) text += fmt::format("{} workers, ", step.workers);
  text += fmt::format("{} tasks of {}", step.tasks, to_text(step.workload));
  if (step.tempo_ms != 0) text += fmt::format(" at tempo {}", step.tempo_ms);
  if (step.gate_first) text += ", armed behind the closed gate";
  text += step.injection == Injection::fault_spec ? ": " + to_text(step.fault_spec)
                                                  : ": its supervisor is killed";
  if (step.meanwhile == Meanwhile::nothing) return text;
  text += fmt::format(", meanwhile {}", meanwhile_name(step.meanwhile));
  if (step.meanwhile == Meanwhile::workers) text += fmt::format(" {}", step.workers_meanwhile);
  return text;
}

Status check_chaos_options(const ChaosOptions& options) {
  if (options.lanes.empty() || options.lanes.size() > lane_count_max) {
    return Error{fmt::format("inject faults into {} lanes", options.lanes.size()),
                 fmt::format("from 1 to {} lanes run side by side", lane_count_max),
                 "leave some --lane out"};
  }
  for (const LaneSpec& lane : options.lanes) {
    if (lane_kind_row(lane.kind).language == Language::cpp) continue;
    return Error{fmt::format("inject faults into lane {}", to_text(lane)),
                 "its pools are Python's own, and hang by themselves after some deaths",
                 "choose lanes of C++, for example threads:3"};
  }
  return Done{};
}

}  // namespace sharedfate
