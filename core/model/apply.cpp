#include <algorithm>

#include "core/model/model.h"

namespace sharedfate {
namespace {

/// Moves what the worker has ended into the lane's retired figures. Returns how many tasks it was
/// running (0 or 1).
std::uint64_t retire(LaneModel& lane, WorkerModel& worker, WorkerState end) {
  lane.retired.done += worker.ended() - worker.failed;
  lane.retired.failed += worker.failed + worker.failed_by_pool();
  lane.started_by_gone += worker.taken();
  worker.state = end;
  worker.process_ended = false;
  worker.core = -1;
  worker.shares = {};
  return worker.running();
}

struct LaneProcessLoss {
  std::uint64_t running = 0, queued = 0;
};

/// Ends this incarnation of the lane process: its workers end with it and its figures are retired.
LaneProcessLoss retire_lane_process(LaneModel& lane, WorkerState end) {
  LaneProcessLoss loss;
  loss.queued = lane.account().queued;
  for (WorkerModel& worker : lane.workers) {
    if (worker.alive()) loss.running += retire(lane, worker, end);
  }
  LaneFigures& figures = lane.figures;
  lane.retired.submitted += figures.accepted;
  lane.retired.cancelled += figures.cancelled;
  lane.retired.failed += figures.failed;
  lane.retired.lost += figures.lost;
  // What it retried and set aside, and that it is broken, is shown until the next one starts.
  figures.accepted = figures.cancelled = figures.failed = figures.lost = 0;
  figures.queue_depth = figures.permits = 0;
  lane.started_by_gone = 0;
  lane.calls_open = 0;
  lane.call_began_ns = 0;
  lane.lane_pid = lane.lane_pid_inner = 0;
  lane.processes = lane.threads = 0;
  return loss;
}

void keep_death(LaneModel& lane, Death death) {
  ++lane.death_count;
  if (lane.deaths.size() == deaths_kept) lane.deaths.erase(lane.deaths.begin());
  lane.deaths.push_back(std::move(death));
}

/// The lane process is gone, alone or with its supervisor: its running and queued tasks are lost.
void lose_lane_process(LaneModel& lane, const DeathReport& report, Death::Scope scope) {
  Death death{.report = report, .scope = scope, .also_died = {}};
  for (const WorkerModel& worker : lane.workers) {
    if (worker.alive() && worker.worker != report.worker) death.also_died.push_back(worker.worker);
  }
  const LaneProcessLoss loss = retire_lane_process(lane, WorkerState::dead);
  death.lost_running = loss.running;
  death.lost_queued = loss.queued;
  lane.retired.lost += loss.running + loss.queued;
  lane.state = LaneState::dead;
  keep_death(lane, std::move(death));
}

WorkerState state_of(const WorkerTallied& tally) {
  if (tally.tid == 0 || tally.activity == WorkerActivity::starting) return WorkerState::starting;
  if (tally.sequence % 2 == 1) return WorkerState::running;
  return tally.activity == WorkerActivity::paused ? WorkerState::paused : WorkerState::idle;
}

Death* last_death_of(LaneModel& lane, int worker) {
  const auto death = std::find_if(lane.deaths.rbegin(), lane.deaths.rend(),
                                  [&](const Death& each) { return each.report.worker == worker; });
  return death == lane.deaths.rend() ? nullptr : &*death;
}

/// Whether the caller still waits for results of tasks that were accepted before this moment.
/// Workers' tallies are applied before the lane process's: tasks that it accepted just now, with
/// higher numbers, may already run.
bool awaits_earlier_results(const LaneModel& lane) {
  const Account now = lane.account();
  if (now.queued > 0 || now.lost > lane.lost_before) return true;
  return std::any_of(lane.workers.begin(), lane.workers.end(), [&](const WorkerModel& worker) {
    return worker.alive() && worker.running() > 0 && worker.task <= lane.figures.accepted;
  });
}

class Apply {
 public:
  explicit Apply(Model& model) : model_(model) {}

  void operator()(const LaneOpened& event) {
    const auto index = static_cast<std::size_t>(event.lane);
    if (model_.lanes.size() <= index) model_.lanes.resize(index + 1);
    model_.lanes[index] = LaneModel{};
    model_.lanes[index].exists = true;
    model_.lanes[index].spec = event.spec;
  }
  void operator()(const LaneClosed& event) {
    if (LaneModel* lane = find(event.lane)) *lane = LaneModel{};
  }
  void operator()(const SupervisorStarted& event) {
    LaneModel* lane = find(event.lane);
    if (lane == nullptr) return;
    lane->supervisor_pid = event.pid;
    lane->containment = event.containment;
    lane->containment_note = event.note;
  }
  void operator()(const LaneProcessStarted& event) {
    LaneModel* lane = find(event.lane);
    if (lane == nullptr) return;
    if (event.fresh) {
      lane->retired = Account{};
      lane->deaths.clear();
      lane->death_count = lane->respawns = 0;
      lane->records_seen = lane->records_missed = lane->records_rejected = 0;
      lane->trouble.clear();
    }
    lane->workers.clear();
    lane->figures = {};
    lane->started_by_gone = 0;
    lane->lock_recovered = 0;
    lane->lock_dead_holder = 0;
    lane->lost_before = lane->retired.lost;
    lane->script = {};
    lane->incarnation = event.incarnation;
    lane->lane_pid = event.pid;
    lane->processes = lane->threads = -1;
    lane->lane_pid_inner = event.pid_inner;
    lane->state = lane->gate_open ? LaneState::open : LaneState::paused;
  }
  void operator()(const WorkerStarted& event);
  void operator()(const WorkerReady& event);
  void operator()(const WorkerTallied& event);
  void operator()(const WorkerNamed& event);
  void operator()(const CrashRecorded& event);
  void operator()(const WorkerEnded& event) {
    LaneModel* lane = find(event.lane);
    WorkerModel* worker = lane == nullptr ? nullptr : find_worker(*lane, event.worker);
    if (worker != nullptr) worker->process_ended = true;
  }
  void operator()(const LaneProcessTallied& event) {
    LaneModel* lane = find(event.lane);
    if (lane == nullptr) return;
    const LaneFigures &now = event.figures, &before = lane->figures;
    if (now.accepted < before.accepted || now.cancelled < before.cancelled ||
        now.failed < before.failed || now.lost < before.lost)
      return;
    // At the first call there is nothing earlier, whatever has become of its tasks by now.
    const bool first = lane->call_began_ns == 0;
    if (now.accepted > before.accepted && (first || !awaits_earlier_results(*lane)))
      lane->call_began_ns = event.time_ns;
    lane->figures = now;
  }
  void operator()(const QueueLockReported& event) {
    LaneModel* lane = find(event.lane);
    if (lane == nullptr) return;
    lane->lock_dead_holder = event.dead_holder;
    lane->lock_recovered = event.recovered;
  }
  void operator()(const TaskResolved& event) {
    LaneModel* lane = find(event.lane);
    WorkerModel* worker = lane == nullptr ? nullptr : find_worker(*lane, event.worker);
    if (worker != nullptr && worker->alive()) worker->outcome = event.outcome;
  }
  void operator()(const PolicyChanged& event) {
    if (LaneModel* lane = find(event.lane)) lane->policy = event.policy;
  }
  void operator()(const RequestsAwaited& event) {
    if (LaneModel* lane = find(event.lane)) lane->requests_awaited = event.awaited;
  }
  void operator()(const TasksEnded& event);
  void operator()(const RecordsMissed& event) {
    if (LaneModel* lane = find(event.lane)) lane->records_missed += event.count;
  }
  void operator()(const RecordsRejected& event) {
    if (LaneModel* lane = find(event.lane)) lane->records_rejected += event.count;
  }
  void operator()(const WorkerDied& event);
  void operator()(const LaneProcessDied& event) {
    LaneModel* lane = find(event.lane);
    if (lane != nullptr) lose_lane_process(*lane, event.death, Death::Scope::lane_process);
  }
  void operator()(const SupervisorDied& event) {
    LaneModel* lane = find(event.lane);
    if (lane == nullptr) return;
    lose_lane_process(*lane, event.death, Death::Scope::supervisor);
    lane->supervisor_pid = 0;
  }
  void operator()(const WorkerStopped& event) {
    LaneModel* lane = find(event.lane);
    if (lane == nullptr) return;
    WorkerModel* worker = find_worker(*lane, event.worker);
    if (worker != nullptr && worker->alive())
      lane->retired.cancelled += retire(*lane, *worker, WorkerState::ended);
    std::erase_if(lane->workers, [&](const WorkerModel& each) {
      return each.worker == event.worker && each.worker > lane->spec.workers;
    });
  }
  void operator()(const LaneProcessStopped& event) {
    LaneModel* lane = find(event.lane);
    if (lane == nullptr) return;
    const LaneProcessLoss loss = retire_lane_process(*lane, WorkerState::ended);
    lane->retired.cancelled += loss.running + loss.queued;
    lane->state = LaneState::stopped;
  }
  void operator()(const InterpreterReported& event) {
    LaneModel* lane = find(event.lane);
    if (lane == nullptr) return;
    lane->python_version = event.version;
    lane->gil = event.gil;
    lane->switch_interval_us = event.switch_interval_us;
    lane->calls_open = event.calls_open;
  }
  void operator()(const SlicesSeen& event) {
    LaneModel* lane = find(event.lane);
    if (lane == nullptr) return;
    lane->records_seen += event.slices.size();
    WorkerModel* worker = find_worker(*lane, event.worker);
    if (worker == nullptr) return;
    SliceTimeline& timeline = worker->slices;
    const std::size_t kept = std::min(event.slices.size(), SliceTimeline::capacity);
    for (const Slice& slice : event.slices.last(kept))
      timeline.slices[timeline.count++ % SliceTimeline::capacity] = slice;
  }
  void operator()(const WorkerTimed& event) {
    LaneModel* lane = find(event.lane);
    WorkerModel* worker = lane == nullptr ? nullptr : find_worker(*lane, event.worker);
    if (worker != nullptr && worker->alive()) worker->shares = event.shares;
  }
  void operator()(const ProcessesCounted& event) {
    LaneModel* lane = find(event.lane);
    if (lane == nullptr || lane->lane_pid == 0) return;
    lane->processes = event.processes;
    lane->threads = event.threads;
  }
  void operator()(const MachineMeasured& event) { model_.machine = {event.cores, event.shares}; }
  template <IsScriptEvent ScriptEvent>
  void operator()(const ScriptEvent& event) {
    if (LaneModel* lane = find(event.lane)) lane->script.note(event);
  }
  void operator()(const GateChanged& event) {
    LaneModel* lane = find(event.lane);
    if (lane == nullptr) return;
    lane->gate_open = event.open;
    lane->gate_changed_ns = event.at_ns;
    if (lane->state == LaneState::open || lane->state == LaneState::paused) {
      lane->state = event.open ? LaneState::open : LaneState::paused;
    }
  }
  void operator()(const TempoChanged& event) {
    if (LaneModel* lane = find(event.lane)) lane->tempo_ms = event.tempo_ms;
  }
  void operator()(const WorkersChanged& event) {
    LaneModel* lane = find(event.lane);
    if (lane == nullptr) return;
    lane->spec.workers = event.workers;
    // A dead worker above the new number is not replaced.
    std::erase_if(lane->workers, [&](const WorkerModel& each) {
      return each.worker > event.workers && !each.alive();
    });
  }
  void operator()(const LaneTroubled& event) {
    LaneModel* lane = find(event.lane);
    if (lane == nullptr) return;
    lane->trouble = event.message;
    if (!event.fatal) return;
    const LaneProcessLoss loss = retire_lane_process(*lane, WorkerState::dead);
    lane->retired.lost += loss.running + loss.queued;
    lane->state = LaneState::failed;
  }

 private:
  LaneModel* find(LaneIndex index) {
    if (index < 0 || static_cast<std::size_t>(index) >= model_.lanes.size()) return nullptr;
    LaneModel& lane = model_.lanes[static_cast<std::size_t>(index)];
    return lane.exists ? &lane : nullptr;
  }

  Model& model_;
};

void Apply::operator()(const WorkerStarted& event) {
  LaneModel* lane = find(event.lane);
  if (lane == nullptr) return;
  WorkerModel* worker = find_worker(*lane, event.worker);
  if (worker == nullptr) {
    const auto place =
        std::find_if(lane->workers.begin(), lane->workers.end(),
                     [&](const WorkerModel& each) { return each.worker > event.worker; });
    worker = &*lane->workers.insert(place, WorkerModel{});
  }
  WorkerModel fresh;
  fresh.worker = event.worker;
  fresh.incarnation = event.incarnation;
  fresh.pid = event.pid;
  fresh.pid_inner = event.pid_inner;
  fresh.tid = event.tid;
  fresh.started_ns = event.started_ns;
  fresh.respawns = worker->respawns + (event.replaces_dead ? 1 : 0);
  fresh.timeline = worker->timeline;
  fresh.slices = worker->slices;
  *worker = fresh;
  if (!event.replaces_dead) return;

  ++lane->respawns;
  if (Death* death = last_death_of(*lane, event.worker)) death->replacement_pid = event.pid;
}

void Apply::operator()(const WorkerReady& event) {
  LaneModel* lane = find(event.lane);
  Death* death = lane == nullptr ? nullptr : last_death_of(*lane, event.worker);
  if (death != nullptr) death->replacement_ready_ns = event.ready_after_ns;
}

void Apply::operator()(const WorkerTallied& event) {
  LaneModel* lane = find(event.lane);
  WorkerModel* worker = lane == nullptr ? nullptr : find_worker(*lane, event.worker);
  if (worker == nullptr || !worker->alive()) return;
  const bool backwards = event.sequence < worker->sequence || event.failed < worker->failed;
  if (backwards || event.failed > event.sequence / 2) {
    ++lane->records_rejected;
    return;
  }
  // A worker that makes progress is not dying, whatever its crash record says.
  if (event.sequence != worker->sequence) worker->dying_of = 0;
  worker->sequence = event.sequence;
  worker->failed = event.failed;
  worker->corrupted = std::min(event.corrupted, event.failed);
  worker->stray_writes = event.stray_writes;
  worker->task = worker->running() == 1 ? event.task : 0;
  worker->task_started_ns = event.task_started_ns;
  worker->progress = std::min(1.0, static_cast<double>(event.progress_ppm) / 1e6);
  worker->waits_in_kernel = event.activity == WorkerActivity::blocked;
  worker->stopping = event.activity == WorkerActivity::stopping;
  worker->state = state_of(event);
  worker->core = event.core;
  if (event.tid != 0) worker->tid = event.tid;
}

void Apply::operator()(const WorkerNamed& event) {
  LaneModel* lane = find(event.lane);
  WorkerModel* worker = lane == nullptr ? nullptr : find_worker(*lane, event.worker);
  if (worker == nullptr || !worker->alive()) return;
  worker->condition = event.condition;
  worker->condition_sure = event.sure;
  worker->waits_for = event.waits_for;
  worker->lock = event.lock;
}

void Apply::operator()(const CrashRecorded& event) {
  LaneModel* lane = find(event.lane);
  WorkerModel* worker = lane == nullptr ? nullptr : find_worker(*lane, event.worker);
  if (worker == nullptr || !worker->alive()) return;
  worker->dying_of = event.signal;
  worker->dying_at_address = event.has_address;
  worker->dying_address = event.address;
}

void Apply::operator()(const TasksEnded& event) {
  LaneModel* lane = find(event.lane);
  if (lane == nullptr) return;
  lane->records_seen += event.records.size();
  if (!lane->script.calls.empty()) {
    for (const TaskRecord& record : event.records)
      lane->script.note_task(record.task, event.worker);
  }
  WorkerModel* worker = find_worker(*lane, event.worker);
  if (worker == nullptr) return;
  // Only the last `capacity` records are shown: older ones are not copied.
  Timeline& timeline = worker->timeline;
  const std::size_t kept = std::min(event.records.size(), Timeline::capacity);
  for (const TaskRecord& record : event.records.last(kept)) {
    timeline.intervals[timeline.count++ % Timeline::capacity] =
        Interval{record.task, record.start_ticks, record.end_ticks, record.failed()};
  }
}

void Apply::operator()(const WorkerDied& event) {
  LaneModel* lane = find(event.lane);
  WorkerModel* worker = lane == nullptr ? nullptr : find_worker(*lane, event.death.worker);
  if (worker == nullptr || !worker->alive()) return;
  Death death{.report = event.death, .scope = Death::Scope::worker, .also_died = {}};
  death.outcome = worker->outcome;
  death.lost_running = retire(*lane, *worker, WorkerState::dead);
  lane->retired.lost += death.lost_running;
  keep_death(*lane, std::move(death));
}

}  // namespace

WorkerModel* find_worker(LaneModel& lane, int number) {
  return const_cast<WorkerModel*>(find_worker(std::as_const(lane), number));
}

const WorkerModel* find_worker(const LaneModel& lane, int number) {
  for (const WorkerModel& worker : lane.workers) {
    if (worker.worker == number) return &worker;
  }
  return nullptr;
}

std::optional<LaneIndex> lane_of(const Event& event) {
  return std::visit(
      [](const auto& each) -> std::optional<LaneIndex> {
        if constexpr (requires { each.lane; }) {
          return each.lane;
        } else {
          return std::nullopt;
        }
      },
      event);
}

void apply(Model& model, const Event& event) { std::visit(Apply{model}, event); }

}  // namespace sharedfate
