#include <algorithm>
#include <cstdint>
#include <functional>
#include <string>

#include <fmt/format.h>

#include "core/lab/lab.h"
#include "core/lab/live_model.h"
#include "core/model/death_text.h"
#include "core/run/chaos.h"
#include "core/run/chaos_plan.h"
#include "core/run/run_options.h"
#include "core/system/memory_facts.h"
#include "core/system/spawn.h"
#include "core/wire/ticks.h"

namespace sharedfate {
namespace {

/// Makes the steps of one run_chaos(), one after the other, and checks the invariants after each.
class ChaosRun {
 public:
  ChaosRun(const ChaosOptions& options, const ChaosProgress& progress,
           const std::string& lane_program, ProcessWatch& watch, ChaosResult& result)
      : options_(options),
        progress_(progress),
        watch_(watch),
        result_(result),
        lab_(lane_program) {}

  void run();

 private:
  using Condition = std::function<bool()>;

  [[nodiscard]] const LaneModel& lane() const { return live_.model().lanes[step_.lane]; }
  [[nodiscard]] bool is_target(LaneIndex index) const {
    return static_cast<std::size_t>(index) == step_.lane;
  }
  /// The step's worker has made a stray write since the injection. The consequences, if any, are
  /// another worker's.
  [[nodiscard]] bool strays() const {
    const auto [started_ns, writes] = stray_tally();
    // A replacement of the worker counts from 0.
    return writes >
           (started_ns == stray_writes_before_.started_ns ? stray_writes_before_.writes : 0);
  }
  struct StrayTally {
    std::uint64_t started_ns = 0, writes = 0;
  };
  [[nodiscard]] StrayTally stray_tally() const {
    const WorkerModel* const worker = find_worker(lane(), step_.fault_spec.worker);
    return worker == nullptr ? StrayTally{} : StrayTally{worker->started_ns, worker->stray_writes};
  }
  /// Whether this is the lane that runs the code of ChaosOptions::beside.
  [[nodiscard]] bool is_beside(LaneIndex index) const {
    return static_cast<std::size_t>(index) >= options_.lanes.size();
  }
  [[nodiscard]] bool is_acknowledged() const { return lane().ready() && !lane().requests_awaited; }
  bool open_lanes();
  bool open_beside(LaneOptions lane_options);
  void begin_beside_anew();
  bool make_step();
  bool prepare();
  bool start_anew(const Request& request, const std::string& what);
  bool inject();
  bool act_meanwhile();
  bool come_to_rest();
  bool use_up_fault_spec();
  bool check_rest();
  bool check_orphans();

  void drain();
  void note(const Event& event);
  void note_death(LaneIndex index, int worker, const DeathReport& report);
  void note_change(LaneIndex index, const std::string& what);
  void check_accounts();
  bool wait_until(const std::string& what, const Condition& reached);
  bool ask(const Request& request);
  bool violate(const std::string& law);
  [[nodiscard]] bool lawful() const { return !result_.violation; }
  void report_progress();

  const ChaosOptions& options_;
  const ChaosProgress& progress_;
  ProcessWatch& watch_;
  ChaosResult& result_;
  Lab lab_;
  LiveModel live_{lab_};
  ChaosStep step_;
  std::uint64_t index_ = 0;
  bool opening_ = true, stop_wanted_ = false;
  // About the lane of the current step:
  bool injected_ =
      false;  ///< the fault has taken effect: the worker or the lane died, or a task failed
  std::uint64_t failed_before_ = 0;  ///< failed tasks at the injection
  StrayTally stray_writes_before_;   ///< of the step's worker at the injection
  bool supervisor_killed_ = false, supervisor_died_ = false;
  bool started_ = false;  ///< a new lane process has started since it was requested
  std::uint64_t started_ns_ = 0, progress_due_ns_ = 0;
};

constexpr std::uint64_t ns_per_ms = 1'000'000;
/// Generous: a worker in an endless loop is ended once it has had its deadline's worth of a core,
/// and on a busy computer it may get one for a small share of the time.
constexpr std::uint64_t wait_limit_ms = 60'000;
constexpr std::uint64_t progress_period_ms = 100;
/// Short, because each fault that hangs takes this long; still far longer than a task of a step
/// takes on a busy machine.
constexpr std::uint32_t task_deadline_ms = 500;
constexpr std::uint64_t run_in_max = 1'000;  ///< steps before memory use counts as settled
constexpr std::uint64_t orphan_check_period = 8;
constexpr int top_ups_max = 6;

using Injection = ChaosStep::Injection;
using Meanwhile = ChaosStep::Meanwhile;

}  // namespace

void ChaosRun::run() {
  started_ns_ = monotonic_ns();
  if (!open_lanes()) return;
  const std::uint64_t run_in = std::min(options_.faults / 2, run_in_max);
  std::uint64_t settled_bytes = own_resident_bytes();
  for (std::uint64_t i = 0; i < options_.faults && !stop_wanted_; ++i) {
    index_ = options_.first + i;
    if (!make_step()) break;
    ++result_.faults;
    if (result_.faults == run_in) settled_bytes = own_resident_bytes();
  }
  result_.resident_bytes = own_resident_bytes();
  result_.resident_growth =
      static_cast<std::int64_t>(result_.resident_bytes) - static_cast<std::int64_t>(settled_bytes);
  result_.wall_s = static_cast<double>(monotonic_ns() - started_ns_) / 1e9;
}

bool ChaosRun::open_lanes() {
  LaneOptions lane_options;
  lane_options.seed = options_.seed;
  lane_options.deadline_ms = task_deadline_ms;
  lane_options.gate_open = true;
  lane_options.use_namespaces = options_.use_namespaces;
  for (const LaneSpec& spec : options_.lanes) {
    const Result<LaneIndex> opened = lab_.open(spec, lane_options);
    if (!opened) return violate(opened.error().text());
  }
  const bool ready = wait_until("all lanes are ready", [this] {
    const std::vector<LaneModel>& lanes = live_.model().lanes;
    return lanes.size() == options_.lanes.size() &&
           std::all_of(lanes.begin(), lanes.end(), [](const LaneModel& each) {
             return each.ready() && !each.requests_awaited;
           });
  });
  if (!ready || !open_beside(lane_options)) return false;
  opening_ = false;
  return true;
}

bool ChaosRun::open_beside(LaneOptions lane_options) {
  if (options_.beside.origin == CodeOrigin::none) return true;
  lane_options.code = options_.beside;
  const Result<LaneIndex> opened =
      lab_.open({LaneKind::python_serial, Language::python, 1}, lane_options);
  return opened ? true : violate(opened.error().text());
}

void ChaosRun::begin_beside_anew() {
  const std::size_t index = options_.lanes.size();
  if (index >= live_.model().lanes.size()) return;
  const LaneModel& beside = live_.model().lanes[index];
  // Code that has stopped its own process is not over, but does nothing any more: the lane is also
  // reset every 16 steps.
  constexpr std::uint64_t period = 16;
  const bool over = beside.over() || beside.script.is_over() || index_ % period == 0;
  if (over && !beside.requests_awaited && !lab_.request(static_cast<LaneIndex>(index), ResetLane{}))
    violate("a lane that is over can be reset, whatever its code has done");
}

bool ChaosRun::make_step() {
  step_ = chaos_step(options_.seed, index_, options_.lanes);
  injected_ = supervisor_killed_ = supervisor_died_ = started_ = false;
  report_progress();
  failed_before_ = lane().account().failed;
  begin_beside_anew();
  if (!prepare() || !inject() || !act_meanwhile() || !come_to_rest() || !check_rest()) return false;
  return index_ % orphan_check_period != 0 || check_orphans();
}

/// Brings the lane to the state in which the step begins: alive, with its number of workers, at its
/// tempo.
bool ChaosRun::prepare() {
  if (lane().over()) {
    const bool reset = step_.fresh_account;
    if (!start_anew(reset ? Request{ResetLane{}} : Request{RestartLane{}}, "a restart works"))
      return false;
  }
  if (lane().spec.workers != step_.workers) {
    if (!ask(SetWorkers{step_.workers})) return false;
    const bool changed = wait_until(fmt::format("the lane has {} workers", step_.workers), [this] {
      return is_acknowledged() && lane().spec.workers == step_.workers;
    });
    if (!changed) return false;
  }
  if (lane().tempo_ms != step_.tempo_ms && !ask(SetTempo{step_.tempo_ms})) return false;
  injected_ = started_ = false;
  return true;
}

bool ChaosRun::start_anew(const Request& request, const std::string& what) {
  started_ = false;
  if (!ask(request)) return false;
  return wait_until(what, [this] { return started_ && is_acknowledged(); });
}

bool ChaosRun::inject() {
  failed_before_ = lane().account().failed;
  stray_writes_before_ = stray_tally();
  // In an earlier step the supervisor may have been killed between closing and opening the gate.
  if (!ask(step_.gate_first ? Request{CloseGate{}} : Request{OpenGate{}})) return false;
  if (!ask(SubmitTasks{step_.workload, step_.tasks})) return false;
  result_.tasks += step_.tasks;
  if (step_.injection == Injection::supervisor_kill) {
    if (!kill_unreaped(lane().supervisor_pid))
      return violate("the supervisor of a living lane is there; its process is not");
  } else if (!ask(InjectFault{step_.fault_spec})) {
    return false;
  }
  supervisor_killed_ = kills_supervisor(step_);
  if (!step_.gate_first) return true;
  const bool armed = wait_until("what was asked for is acted on",
                                [this] { return !lane().requests_awaited || lane().over(); });
  return armed && ask(OpenGate{});
}

bool ChaosRun::act_meanwhile() {
  for (int i = 0; i < step_.drains_between; ++i) {
    drain();
    lab_.wait(1);
  }
  started_ = false;
  switch (step_.meanwhile) {
    case Meanwhile::nothing:
      return true;
    case Meanwhile::restart:
      return ask(RestartLane{});
    case Meanwhile::reset:
      return ask(ResetLane{});
    case Meanwhile::stop:
      return ask(StopLane{});
    case Meanwhile::workers:
      return ask(SetWorkers{step_.workers_meanwhile});
    case Meanwhile::gate:
      return ask(CloseGate{}) && ask(StepGate{}) && ask(OpenGate{});
    case Meanwhile::followup:
      result_.tasks += step_.tasks;
      return ask(SubmitTasks{step_.workload, step_.tasks});
  }
  return true;
}

bool ChaosRun::come_to_rest() {
  const bool rests = wait_until("the lane comes to rest or is known dead", [this] {
    if (kills_supervisor(step_) && !supervisor_died_) return false;
    if (lane().requests_awaited) return false;
    if (starts_anew(step_)) return started_ && lane().ready() && lane().quiescent();
    if (must_be_over(step_)) return lane().over();
    if (must_be_injected(step_) && !injected_) return false;
    return lane().quiescent();
  });
  return rests && use_up_fault_spec();
}

/// A fault spec whose task has not come yet would fire in a later step, which may be about another
/// lane: submits tasks until it fires, or restarts the lane.
bool ChaosRun::use_up_fault_spec() {
  const bool gone =
      injected_ || starts_anew(step_) || lane().over() || step_.injection != Injection::fault_spec;
  if (gone) {
    if (!injected_ && step_.injection == Injection::fault_spec) ++result_.unfired;
    return true;
  }
  for (int round = 0; round < top_ups_max && !injected_; ++round) {
    // Each of these tasks waits for 1 ms, so that no worker can take them all.
    const auto count =
        static_cast<std::uint64_t>(lane().spec.workers) * (step_.fault_spec.at_task + 1);
    if (!ask(SubmitTasks{{WorkloadId::wait, 1}, count})) return false;
    result_.tasks += count;
    if (!wait_until("the lane comes to rest after more tasks",
                    [this] { return !lane().requests_awaited && lane().quiescent(); }))
      return false;
  }
  if (injected_) return true;
  ++result_.unfired;
  return start_anew(RestartLane{}, "a lane with an unused fault can be restarted");
}

bool ChaosRun::check_rest() {
  const Account account = lane().account();
  if (account.queued + account.running != 0)
    return violate("at rest nothing waits and nothing runs");
  const std::uint64_t failures_max = failed_before_ + (ends_nothing(step_) ? 1 : 0);
  if (account.failed > failures_max) return violate("no task fails but the one that was meant");
  if (lane().over() && (lane().alive() != 0 || lane().lane_pid != 0))
    return violate("no worker lives in a lane that is over");
  return lawful();
}

/// Every process that a lane started must be in the model or have ended.
bool ChaosRun::check_orphans() {
  return wait_until("every process of the lanes is one that the model knows of", [this] {
    std::set<int> left = watch_.running();
    for (const LaneModel& each : live_.model().lanes) {
      left.erase(each.supervisor_pid);
      left.erase(each.lane_pid);
      for (const WorkerModel& worker : each.workers) {
        if (worker.alive()) left.erase(worker.pid);
      }
    }
    return left.empty();
  });
}

void ChaosRun::drain() {
  live_.drain([this](const Event& event) { note(event); });
  ++result_.drains;
  if (!opening_ && ends_nothing(step_))
    injected_ = injected_ || lane().account().failed > failed_before_ || strays();
  check_accounts();
}

void ChaosRun::note(const Event& event) {
  // What the lane beside leaves behind is found by the audit at the end.
  const std::optional<LaneIndex> of = lane_of(event);
  if (!of || is_beside(*of)) return;
  watch_.note(event);
  if (const auto* worker = std::get_if<WorkerDied>(&event))
    note_death(worker->lane, worker->death.worker, worker->death);
  if (const auto* lane_process = std::get_if<LaneProcessDied>(&event))
    note_death(lane_process->lane, 0, lane_process->death);
  if (const auto* supervisor = std::get_if<SupervisorDied>(&event)) {
    supervisor_died_ = supervisor_died_ || is_target(supervisor->lane);
    note_death(supervisor->lane, 0, supervisor->death);
  }
  if (const auto* lane_process = std::get_if<LaneProcessStarted>(&event)) {
    started_ = started_ || is_target(lane_process->lane);
    result_.restarts += opening_ ? 0 : 1;
    note_change(lane_process->lane, "another lane process");
  }
  if (const auto* lane_process = std::get_if<LaneProcessStopped>(&event))
    note_change(lane_process->lane, "its lane process stopped");
}

/// `worker` is 0 when all workers of the lane died.
void ChaosRun::note_death(LaneIndex index, int worker, const DeathReport& report) {
  ++result_.deaths;
  if (is_target(index)) injected_ = injected_ || worker == 0 || worker == step_.fault_spec.worker;
  const LaneKind kind = live_.model().lanes[static_cast<std::size_t>(index)].spec.kind;
  for (const FaultRow& row : faults()) {
    const ExpectedEnd& end = row.end_in(lane_kind_row(kind).one_address_space);
    const bool as_expected =
        report.signal == end.signal && (end.signal != 0 || report.exit_code == end.exit_code);
    if (report.fault == row.name && !as_expected)
      violate(
          fmt::format("{} ends as the table says; it ended with {}", row.name, end_text(report)));
  }
  if (is_target(index)) return;
  // Not an effect of this step: on a busy machine any task may exceed its deadline.
  if (report.fault == "deadline") {
    ++result_.overdue;
    return;
  }
  note_change(index, "a death: " + end_text(report));
}

void ChaosRun::note_change(LaneIndex index, const std::string& what) {
  if (opening_ || is_target(index)) return;
  violate(fmt::format("the other lanes are untouched; lane {} has {}", index + 1, what));
}

void ChaosRun::check_accounts() {
  for (const LaneModel& each : live_.model().lanes) {
    // Code in the lane beside may write false counts into its process's memory: an account that
    // then does not balance is no violation.
    if (!each.exists || is_beside(static_cast<LaneIndex>(&each - live_.model().lanes.data())))
      continue;
    if (!each.balanced()) violate("the account balances; found " + account_text(each.account()));
    if (each.records_rejected != 0) violate("what workers write makes sense; some was rejected");
  }
}

bool ChaosRun::wait_until(const std::string& what, const Condition& reached) {
  const std::uint64_t limit_ns = monotonic_ns() + wait_limit_ms * ns_per_ms;
  for (;;) {
    drain();
    if (!lawful()) return false;
    if (reached()) return true;
    if (monotonic_ns() >= limit_ns)
      return violate(fmt::format("{}; not so within {} s", what, wait_limit_ms / 1000));
    lab_.wait(1);
  }
}

/// Only a lane whose supervisor was killed may refuse a request.
bool ChaosRun::ask(const Request& request) {
  ++result_.requests;
  const Status status = lab_.request(static_cast<LaneIndex>(step_.lane), request);
  if (status || supervisor_killed_) return true;
  return violate("a living lane takes requests; it says: " + status.error().text());
}

bool ChaosRun::violate(const std::string& law) {
  if (result_.violation) return false;
  result_.violation = ChaosViolation{index_, law, to_text(step_, options_.lanes), live_.model()};
  return false;
}

void ChaosRun::report_progress() {
  const std::uint64_t now_ns = monotonic_ns();
  if (!progress_ || now_ns < progress_due_ns_) return;
  progress_due_ns_ = now_ns + progress_period_ms * ns_per_ms;
  result_.wall_s = static_cast<double>(now_ns - started_ns_) / 1e9;
  stop_wanted_ = !progress_(result_);
}

ChaosResult run_chaos(const ChaosOptions& options, const ChaosProgress& progress,
                      const std::string& lane_program) {
  const OwnFootprint before = measure_own_footprint();
  ChaosResult result;
  ProcessWatch watch;
  {
    ChaosRun run(options, progress, lane_program, watch, result);
    run.run();
  }
  result.audit = audit_since(before, watch);
  return result;
}

}  // namespace sharedfate
