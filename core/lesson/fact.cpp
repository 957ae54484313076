#include "core/lesson/fact.h"

#include <algorithm>
#include <array>
#include <limits>

namespace sharedfate {
namespace {

constexpr double not_measured = std::numeric_limits<double>::quiet_NaN();

/// Reads a fact from the lane's model.
template <auto read>
double of_lane(const Measured& measured, std::size_t lane) {
  if (lane >= measured.lanes.size() || measured.lanes[lane] == nullptr) return not_measured;
  return static_cast<double>(read(*measured.lanes[lane]));
}

/// Reads a fact from the player's notes.
template <auto read>
double of_notes(const Measured& measured, std::size_t lane) {
  return lane < measured.notes.size() ? static_cast<double>(read(measured.notes[lane]))
                                      : not_measured;
}

/// Reads a fact from both.
template <auto read>
double of_both(const Measured& measured, std::size_t lane) {
  if (lane >= measured.lanes.size() || measured.lanes[lane] == nullptr) return not_measured;
  if (lane >= measured.notes.size()) return not_measured;
  return static_cast<double>(read(*measured.lanes[lane], measured.notes[lane]));
}

int survivors(const LaneModel& lane, const LaneMeasurement& notes) {
  return static_cast<int>(
      std::count_if(lane.workers.begin(), lane.workers.end(), [&](const WorkerModel& worker) {
        return worker.alive() && std::find(notes.first_workers.begin(), notes.first_workers.end(),
                                           worker.started_ns) != notes.first_workers.end();
      }));
}

double counted(int count) { return count < 0 ? not_measured : count; }

/// Counts the living workers for which `holds` is true and whose condition is sure.
template <auto holds>
int count_workers(const LaneModel& lane) {
  return static_cast<int>(
      std::count_if(lane.workers.begin(), lane.workers.end(), [&](const WorkerModel& worker) {
        return worker.alive() && worker.condition_sure && holds(lane, worker);
      }));
}

bool is_stopped(const LaneModel&, const WorkerModel& worker) {
  return worker.condition == WorkerCondition::stopped;
}

bool is_deadlocked(const LaneModel& lane, const WorkerModel& worker) {
  return !wait_cycle(lane, worker.worker).empty();
}

bool is_hanging(const LaneModel& lane, const WorkerModel& worker) {
  return worker.condition != WorkerCondition::moving && !is_stopped(lane, worker);
}

bool is_dead(const LaneModel& lane) {
  return lane.state == LaneState::dead || lane.state == LaneState::failed;
}

double last_signal(const LaneModel& lane) {
  return lane.deaths.empty() ? not_measured : lane.deaths.back().report.signal;
}

double last_exit_code(const LaneModel& lane) {
  if (lane.deaths.empty() || lane.deaths.back().report.signal != 0) return not_measured;
  return lane.deaths.back().report.exit_code;
}

/// The time of one task, by which batches of different sizes are compared.
double ms_per_task(const TimedBatch& batch) {
  return batch.tasks == 0 ? not_measured : batch.elapsed_ms / static_cast<double>(batch.tasks);
}

/// The fastest batch that ended; nullptr: none did.
const TimedBatch* best_batch(const LaneMeasurement& notes) {
  const TimedBatch* best = nullptr;
  for (const TimedBatch& batch : notes.batches) {
    // A comparison with NaN is false: a batch that did not end is never the best.
    const bool ended = ms_per_task(batch) >= 0;
    if (ended && (best == nullptr || ms_per_task(batch) < ms_per_task(*best))) best = &batch;
  }
  return best;
}

double elapsed_ms(const LaneMeasurement& notes) {
  return notes.batches.empty() ? not_measured : notes.batches.back().elapsed_ms;
}

double speedup(const LaneMeasurement& notes) {
  const TimedBatch* const best = best_batch(notes);
  if (best == nullptr || ms_per_task(*best) <= 0) return not_measured;
  return ms_per_task(notes.batches.front()) / ms_per_task(*best);
}

double best_workers(const LaneMeasurement& notes) {
  const TimedBatch* const best = best_batch(notes);
  return best == nullptr ? not_measured : best->workers;
}

double tasks_per_s(const LaneMeasurement& notes) {
  if (notes.batches.empty() || !(ms_per_task(notes.batches.back()) > 0)) return not_measured;
  return 1000 / ms_per_task(notes.batches.back());
}

constexpr FactRow rows[] = {
    FactRow{"submitted", "tasks that the lane was given", false,
            of_lane<[](const LaneModel& lane) { return lane.account().submitted; }>},
    FactRow{"queued", "tasks that wait", false,
            of_lane<[](const LaneModel& lane) { return lane.account().queued; }>},
    FactRow{"running", "tasks that run now", false,
            of_lane<[](const LaneModel& lane) { return lane.account().running; }>},
    FactRow{"done", "tasks that ended well", false,
            of_lane<[](const LaneModel& lane) { return lane.account().done; }>},
    FactRow{"failed", "tasks that ended with an error that was handled", false,
            of_lane<[](const LaneModel& lane) { return lane.account().failed; }>},
    FactRow{"lost", "tasks that died with a process, running or queued", false,
            of_lane<[](const LaneModel& lane) { return lane.account().lost; }>},
    FactRow{"cancelled", "tasks that were called off by a stop", false,
            of_lane<[](const LaneModel& lane) { return lane.account().cancelled; }>},
    FactRow{"workers", "workers that the lane is to have", false,
            of_lane<[](const LaneModel& lane) { return lane.spec.workers; }>},
    FactRow{"alive", "workers that live, replacements among them", false,
            of_lane<[](const LaneModel& lane) { return lane.alive(); }>},
    FactRow{"survivors", "workers that live and lived when the step's set-up was done", false,
            of_both<survivors>},
    FactRow{"processes", "living processes from the lane process down, as counted in /proc", false,
            of_lane<[](const LaneModel& lane) { return counted(lane.processes); }>},
    FactRow{"threads", "living threads in all of these processes, counted in the same way", false,
            of_lane<[](const LaneModel& lane) { return counted(lane.threads); }>},
    FactRow{"deaths", "processes that died without being asked to", false,
            of_lane<[](const LaneModel& lane) { return lane.death_count; }>},
    FactRow{"replaced", "workers that were started in a dead one's place", false,
            of_lane<[](const LaneModel& lane) { return lane.respawns; }>},
    FactRow{"restarts", "how often the lane process was started anew in this step", false,
            of_both<[](const LaneModel& lane, const LaneMeasurement& notes) {
              return static_cast<double>(lane.incarnation) - notes.lane_process_incarnation;
            }>},
    FactRow{"signal", "the signal that ended the last process that died; 0: it exited", false,
            of_lane<last_signal>},
    FactRow{"exit_code", "with which the last process that died exited", false,
            of_lane<last_exit_code>},
    FactRow{"retried", "tasks that were put back after a worker's death", false,
            of_lane<[](const LaneModel& lane) { return lane.figures.retried; }>},
    FactRow{"poisoned", "tasks that were set aside because they took every worker", false,
            of_lane<[](const LaneModel& lane) { return lane.figures.poisoned; }>},
    FactRow{"broken", "1 when the pool is broken, else 0", false,
            of_lane<[](const LaneModel& lane) { return lane.figures.broken; }>},
    FactRow{"awaited", "results that the caller still waits for", false,
            of_lane<[](const LaneModel& lane) { return lane.results_awaited(); }>},
    FactRow{"in_vain", "1 when all results that are awaited are lost, else 0", false,
            of_lane<[](const LaneModel& lane) { return lane.waits_in_vain(); }>},
    FactRow{"dead", "1 when the lane's queue died with its holder, else 0", false,
            of_lane<is_dead>},
    FactRow{"quiet", "1 when nothing runs and nothing will by itself, else 0", false,
            of_lane<[](const LaneModel& lane) { return lane.quiescent(); }>},
    FactRow{"ready", "1 when all workers are ready, else 0", false,
            of_lane<[](const LaneModel& lane) { return lane.ready(); }>},
    FactRow{"stopped", "living workers that are stopped, as the kernel says", false,
            of_lane<count_workers<is_stopped>>},
    FactRow{"hanging", "living workers whose task comes to no end, and that are not stopped", false,
            of_lane<count_workers<is_hanging>>},
    FactRow{"deadlocked", "living workers that wait for each other's locks in a circle", false,
            of_lane<count_workers<is_deadlocked>>},
    FactRow{"stranded", "living workers that wait for a lock that died with its holder", false,
            of_lane<[](const LaneModel& lane) { return lane.waiting_for_ever(); }>},
    FactRow{"recovered", "how often the queue's lock was taken over from a dead holder", false,
            of_lane<[](const LaneModel& lane) { return lane.lock_recovered; }>},
    FactRow{"running_max", "most tasks seen running at the same time in this step", false,
            of_notes<[](const LaneMeasurement& notes) { return notes.running_max; }>},
    FactRow{"elapsed_ms", "milliseconds that the last timed batch took", false,
            of_notes<elapsed_ms>},
    FactRow{"speedup", "time per task of the first timed batch over that of the quickest", false,
            of_notes<speedup>},
    FactRow{"best_workers", "workers of the quickest timed batch", false, of_notes<best_workers>},
    FactRow{"tasks_per_s", "tasks per second of the last timed batch", false,
            of_notes<tasks_per_s>},
    FactRow{
        "cores", "processor cores that this machine lets the app use", true,
        [](const Measured& measured, std::size_t) { return static_cast<double>(measured.cores); }},
    FactRow{"app_processes", "processes that the app had when this step killed it", true,
            [](const Measured& measured, std::size_t) {
              return measured.app_end ? measured.app_end->processes : not_measured;
            }},
    FactRow{"app_survivors", "of these, how many still ran when it was opened again", true,
            [](const Measured& measured, std::size_t) {
              return measured.app_end ? measured.app_end->survivors : not_measured;
            }},
};

/// In a lesson, "runs with loss" is written "runs_with_loss", and "threads, waiting"
/// "threads__waiting".
bool is_written(std::string_view written, std::string_view name) {
  return std::equal(written.begin(), written.end(), name.begin(), name.end(), [](char a, char b) {
    return a == b || (a == '_' && (b == ' ' || b == ',' || b == '-'));
  });
}

double read_lab_fact(const FactName& fact, const Measured& measured) {
  for (const Measurement& measurement : measured.labs) {
    if (measurement.experiment != fact.lab) continue;
    for (const MeasuredFact& each : measurement.facts) {
      if (is_written(fact.subject, each.of) && is_written(fact.name, each.name))
        return each.in_words() ? not_measured : each.figure.value;
    }
  }
  return not_measured;
}

}  // namespace

double read_fact(const FactName& fact, const Measured& measured) {
  return fact.row == nullptr ? read_lab_fact(fact, measured) : fact.row->read(measured, fact.lane);
}

std::string fact_text(const FactName& fact, const std::vector<std::string>& lane_names) {
  if (fact.row == nullptr) {
    const std::string subject = fact.subject.empty() ? "" : fact.subject + ".";
    return std::string(fact.lab->name) + "." + subject + fact.name;
  }
  const std::string name(fact.row->name);
  const bool lone = fact.row->of_machine || fact.lane >= lane_names.size();
  return lone ? name : lane_names[fact.lane] + "." + name;
}

LaneMeasurement begin_measurement(const LaneModel& lane) {
  LaneMeasurement notes;
  notes.lane_process_incarnation = lane.incarnation;
  for (const WorkerModel& worker : lane.workers) {
    if (worker.alive()) notes.first_workers.push_back(worker.started_ns);
  }
  return notes;
}

std::span<const FactRow> facts() { return rows; }

}  // namespace sharedfate
