#include "core/lesson/fact.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "core/system/process_facts.h"

namespace sharedfate {
namespace {

constexpr double not_measured = std::numeric_limits<double>::quiet_NaN();

Estimate exactly(double value) { return Estimate::exact(value); }

/// Reads a fact from the lane's model.
template <auto read>
Estimate of_lane(const Measured& measured, std::size_t lane, double /*taken*/) {
  if (lane >= measured.lanes.size() || measured.lanes[lane] == nullptr)
    return exactly(not_measured);
  return exactly(static_cast<double>(read(*measured.lanes[lane])));
}

/// Reads a fact from the player's notes.
template <auto read>
Estimate of_notes(const Measured& measured, std::size_t lane, double /*taken*/) {
  return exactly(lane < measured.notes.size() ? static_cast<double>(read(measured.notes[lane]))
                                              : not_measured);
}

/// What one round says of a figure: the value, and the bounds between which it would be if other
/// programs had taken nothing.
struct Bounds {
  double value, low, high;
};

/// Reads a figure that was measured in rounds from the player's notes.
template <auto read>
Estimate of_batches(const Measured& measured, std::size_t lane, double taken) {
  std::vector<double> values, lows, highs;
  if (lane < measured.notes.size()) {
    for (const Bounds& each : read(measured.notes[lane].batches, taken)) {
      values.push_back(each.value);
      lows.push_back(each.low);
      highs.push_back(each.high);
    }
  }
  if (values.empty()) return exactly(not_measured);
  Estimate figure = estimate_median(values);
  figure.low = estimate_median(lows).low;
  figure.high = estimate_median(highs).high;
  return figure;
}

/// Reads a fact from both.
template <auto read>
Estimate of_both(const Measured& measured, std::size_t lane, double /*taken*/) {
  if (lane >= measured.lanes.size() || measured.lanes[lane] == nullptr)
    return exactly(not_measured);
  if (lane >= measured.notes.size()) return exactly(not_measured);
  return exactly(static_cast<double>(read(*measured.lanes[lane], measured.notes[lane])));
}

int survivors(const LaneModel& lane, const LaneMeasurement& notes) {
  return static_cast<int>(
      std::count_if(lane.workers.begin(), lane.workers.end(),
                    [&](const WorkerModel& worker) { return is_survivor(worker, notes); }));
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

using Batches = std::vector<TimedBatch>;

/// The share that is left where others have taken `taken`; never quite nothing: a time is above 0.
double left_of(double taken) { return std::max(1e-9, 1 - taken); }

/// Others make a batch longer, never shorter.
Bounds elapsed_of(const TimedBatch::Round& round, double taken) {
  return {round.elapsed_ms, round.elapsed_ms * left_of(std::min(taken, round.delayed)),
          round.elapsed_ms};
}

std::vector<Bounds> elapsed_ms(const Batches& batches, double taken) {
  std::vector<Bounds> found;
  if (batches.empty()) return found;
  for (const TimedBatch::Round& each : batches.back().rounds)
    found.push_back(elapsed_of(each, taken));
  return found;
}

/// `dividend` / `divisor`, of figures that are not negative.
Bounds ratio(double dividend, const Bounds& divisor) {
  return {dividend / divisor.value, dividend / divisor.high, dividend / divisor.low};
}

/// Round by round, so that what slows a whole round down is in both of its times.
std::vector<Bounds> speedup(const Batches& batches, double taken) {
  std::vector<Bounds> found;
  if (batches.empty()) return found;
  const TimedBatch &first = batches.front(), &last = batches.back();
  const double size = static_cast<double>(last.tasks) / static_cast<double>(first.tasks);
  for (std::size_t i = 0; i < std::min(first.rounds.size(), last.rounds.size()); ++i) {
    const Bounds before = elapsed_of(first.rounds[i], taken),
                 after = elapsed_of(last.rounds[i], taken);
    found.push_back({ratio(size * before.value, after).value, ratio(size * before.low, after).low,
                     ratio(size * before.high, after).high});
  }
  return found;
}

std::vector<Bounds> tasks_per_s(const Batches& batches, double taken) {
  std::vector<Bounds> found;
  for (const Bounds& each_ms : elapsed_ms(batches, taken))
    found.push_back(ratio(1000 * static_cast<double>(batches.back().tasks), each_ms));
  return found;
}

constexpr FactRow rows[] = {
    FactRow{"submitted", "tasks that the lane was given", "{} task in all", "{} tasks in all", "",
            false, of_lane<[](const LaneModel& lane) { return lane.account().submitted; }>, true},
    FactRow{"queued", "tasks that wait", "{} task queued", "{} tasks queued", "", false,
            of_lane<[](const LaneModel& lane) { return lane.account().queued; }>, true},
    FactRow{"running", "tasks that run now", "{} task running", "{} tasks running", "", false,
            of_lane<[](const LaneModel& lane) { return lane.account().running; }>, true},
    FactRow{"done", "tasks that ended well", "{} task done", "{} tasks done", "", false,
            of_lane<[](const LaneModel& lane) { return lane.account().done; }>, true},
    FactRow{"failed", "tasks that ended with an error that was handled", "{} task failed",
            "{} tasks failed", "", false,
            of_lane<[](const LaneModel& lane) { return lane.account().failed; }>, true},
    FactRow{"lost", "tasks that died with a process, running or queued", "{} task lost",
            "{} tasks lost", "", false,
            of_lane<[](const LaneModel& lane) { return lane.account().lost; }>, true},
    FactRow{"cancelled", "tasks that were called off by a stop", "{} task cancelled",
            "{} tasks cancelled", "", false,
            of_lane<[](const LaneModel& lane) { return lane.account().cancelled; }>, true},
    FactRow{"workers", "workers that the lane is to have", "{} worker", "{} workers", "", false,
            of_lane<[](const LaneModel& lane) { return lane.spec.workers; }>},
    FactRow{"alive", "workers that live, replacements among them", "{} worker alive",
            "{} workers alive", "", false,
            of_lane<[](const LaneModel& lane) { return lane.alive(); }>},
    FactRow{"survivors", "workers that live and lived when the step's set-up was done", "",
            "{} of the first workers survived", "", false, of_both<survivors>, true},
    FactRow{"processes", "living processes from the lane process down, as counted in /proc",
            "{} process in all", "{} processes in all", "no process left", false,
            of_lane<[](const LaneModel& lane) { return counted(lane.processes); }>},
    FactRow{"threads", "living threads in all of these processes, counted in the same way",
            "{} thread in all", "{} threads in all", "no thread left", false,
            of_lane<[](const LaneModel& lane) { return counted(lane.threads); }>},
    FactRow{"deaths", "processes that died without being asked to", "{} process died",
            "{} processes died", "no process died", false,
            of_lane<[](const LaneModel& lane) { return lane.death_count; }>},
    FactRow{"replaced", "workers that were started in a dead one's place", "{} worker replaced",
            "{} workers replaced", "no worker replaced", false,
            of_lane<[](const LaneModel& lane) { return lane.respawns; }>},
    FactRow{"restarts", "how often the lane process was started anew in this step",
            "started anew {} time", "started anew {} times", "not started anew", false,
            of_both<[](const LaneModel& lane, const LaneMeasurement& notes) {
              return static_cast<double>(lane.incarnation) - notes.lane_process_incarnation;
            }>},
    FactRow{"signal", "the signal that ended the last process that died; 0: it exited", "",
            "ended by {signal}", "exited by itself", false, of_lane<last_signal>},
    FactRow{"exit_code", "with which the last process that died exited", "", "exit code {}", "",
            false, of_lane<last_exit_code>},
    FactRow{"retried", "tasks that were put back after a worker's death", "{} task tried again",
            "{} tasks tried again", "no task tried again", false,
            of_lane<[](const LaneModel& lane) { return lane.figures.retried; }>},
    FactRow{"poisoned", "tasks that were set aside because they took every worker",
            "{} task set aside", "{} tasks set aside", "no task set aside", false,
            of_lane<[](const LaneModel& lane) { return lane.figures.poisoned; }>},
    FactRow{"broken", "1 when the pool is broken, else 0", "", "the pool is broken",
            "the pool works", false,
            of_lane<[](const LaneModel& lane) { return lane.figures.broken; }>},
    FactRow{"awaited", "results that the caller still waits for", "the caller waits for {} result",
            "the caller waits for {} results", "the caller has all results", false,
            of_lane<[](const LaneModel& lane) { return lane.results_awaited(); }>},
    FactRow{"in_vain", "1 when all results that are awaited are lost, else 0", "",
            "the caller waits for ever", "the caller does not wait in vain", false,
            of_lane<[](const LaneModel& lane) { return lane.waits_in_vain(); }>},
    FactRow{"dead", "1 when the lane's queue died with its holder, else 0", "", "the queue is gone",
            "the queue is still there", false, of_lane<is_dead>},
    FactRow{"quiet", "1 when nothing runs and nothing will by itself, else 0", "",
            "nothing runs any more", "something still runs", false,
            of_lane<[](const LaneModel& lane) { return lane.quiescent(); }>},
    FactRow{"ready", "1 when all workers are ready, else 0", "", "all workers are ready",
            "not all workers are ready", false,
            of_lane<[](const LaneModel& lane) { return lane.ready(); }>},
    FactRow{"stopped", "living workers that are stopped, as the kernel says", "{} worker stopped",
            "{} workers stopped", "no worker stopped", false, of_lane<count_workers<is_stopped>>},
    FactRow{"hanging", "living workers whose task comes to no end, and that are not stopped",
            "{} worker with a task that does not end", "{} workers with a task that does not end",
            "every task ends", false, of_lane<count_workers<is_hanging>>},
    FactRow{"deadlocked", "living workers that wait for each other's locks in a circle",
            "{} worker waits in a circle", "{} workers wait in a circle",
            "no workers wait in a circle", false, of_lane<count_workers<is_deadlocked>>},
    FactRow{"stranded", "living workers that wait for a lock that died with its holder",
            "{} worker waits for ever", "{} workers wait for ever", "no worker waits for ever",
            false, of_lane<[](const LaneModel& lane) { return lane.waiting_for_ever(); }>},
    FactRow{"recovered", "how often the queue's lock was taken over from a dead holder",
            "the lock was taken over {} time", "the lock was taken over {} times",
            "the lock was never taken over", false,
            of_lane<[](const LaneModel& lane) { return lane.lock_recovered; }>},
    FactRow{"running_max", "most tasks seen running at the same time in this step",
            "at most {} task at the same time", "at most {} tasks at the same time", "", false,
            of_notes<[](const LaneMeasurement& notes) { return notes.running_max; }>},
    FactRow{"elapsed_ms", "milliseconds that the last timed batch took: median of its repeats", "",
            "{} ms", "", false, of_batches<elapsed_ms>},
    FactRow{"speedup", "time per task of the first timed batch over that of the last: median", "",
            "{} times as fast", "", false, of_batches<speedup>},
    FactRow{"tasks_per_s", "tasks per second of the last timed batch: median", "",
            "{} tasks per second", "", false, of_batches<tasks_per_s>},
    FactRow{"cores", "processor cores that this machine lets the app use", "{} core", "{} cores",
            "", true,
            [](const Measured& measured, std::size_t, double) { return exactly(measured.cores); }},
    FactRow{"app_processes", "processes that the app had when this step killed it",
            "{} process before", "{} processes before", "", true,
            [](const Measured& measured, std::size_t, double) {
              return exactly(measured.app_end ? measured.app_end->processes : not_measured);
            }},
    FactRow{"app_survivors", "of these, how many still ran when it was opened again",
            "{} process left", "{} processes left", "no process left", true,
            [](const Measured& measured, std::size_t, double) {
              return exactly(measured.app_end ? measured.app_end->survivors : not_measured);
            }},
};

/// In a lesson, "runs with loss" is written "runs_with_loss", and "threads, waiting"
/// "threads__waiting".
bool is_written(std::string_view written, std::string_view name) {
  return std::equal(written.begin(), written.end(), name.begin(), name.end(), [](char a, char b) {
    return a == b || (a == '_' && (b == ' ' || b == ',' || b == '-'));
  });
}

const Measurement* find_lab(const ExperimentRow* lab, const Measured& measured) {
  const auto found = std::find_if(measured.labs.begin(), measured.labs.end(),
                                  [&](const Measurement& each) { return each.experiment == lab; });
  return found == measured.labs.end() ? nullptr : &*found;
}

const MeasuredFact* find_lab_fact(const FactName& fact, const Measured& measured) {
  const Measurement* const measurement = find_lab(fact.lab, measured);
  if (measurement == nullptr) return nullptr;
  const auto found = std::find_if(
      measurement->facts.begin(), measurement->facts.end(), [&](const MeasuredFact& each) {
        return is_written(fact.subject, each.of) && is_written(fact.name, each.name);
      });
  return found == measurement->facts.end() ? nullptr : &*found;
}

Estimate read_lab_fact(const FactName& fact, const Measured& measured) {
  const MeasuredFact* const found = find_lab_fact(fact, measured);
  return found == nullptr || found->in_words() ? exactly(not_measured) : found->figure;
}

}  // namespace

Estimate read_fact(const FactName& fact, const Measured& measured) {
  return fact.row == nullptr ? read_lab_fact(fact, measured)
                             : fact.row->read(measured, fact.lane, 0);
}

CoreShares shares_during(const FactName& fact, const Measured& measured) {
  if (fact.row != nullptr) return measured.timing;
  const Measurement* const measurement = find_lab(fact.lab, measured);
  return measurement == nullptr ? CoreShares{} : measurement->machine;
}

Estimate read_fact_with_doubt(const FactName& fact, const Measured& measured) {
  const CoreShares shares = shares_during(fact, measured);
  const double taken = 2 * shares.others + shares.throttled;
  if (fact.row != nullptr) return fact.row->read(measured, fact.lane, taken);
  Estimate figure = read_lab_fact(fact, measured);
  // A lab's figure may be a time, or a rate, which others make smaller.
  if (figure.repeats == 0) return figure;
  figure.low *= left_of(taken);
  figure.high /= left_of(taken);
  return figure;
}

namespace {

/// "12,345", "1.93", "25.4".
std::string told_number(double number) {
  constexpr double whole_from = 1'000;
  if (number != std::floor(number) && std::abs(number) < whole_from)
    return std::abs(number) < 10 ? fmt::format("{:.2f}", number) : fmt::format("{:.1f}", number);
  std::string text = fmt::format("{:.0f}", number);
  for (std::size_t at = text.size(); at > 3 + (text.front() == '-' ? 1U : 0U); at -= 3)
    text.insert(at - 3, ",");
  return text;
}

/// Puts the figure into words.
ToldFigure fill_in(std::string_view words, const Estimate& figure) {
  const auto split = [&](std::string_view place, std::string text) -> std::optional<ToldFigure> {
    const std::size_t at = words.find(place);
    if (at == std::string_view::npos) return std::nullopt;
    return ToldFigure{.subject = {},
                      .before = std::string(words.substr(0, at)),
                      .figure = std::move(text),
                      .after = std::string(words.substr(at + place.size())),
                      .interval = {}};
  };
  if (auto number = split("{}", told_number(figure.value))) return *number;
  if (auto signal = split("{signal}", signal_name(static_cast<int>(figure.value)))) return *signal;
  return {.subject = {}, .before = std::string(words), .figure = {}, .after = {}, .interval = {}};
}

/// "exit code" for "exit_code".
std::string in_words(std::string_view name) {
  std::string words(name);
  std::replace(words.begin(), words.end(), '_', ' ');
  return words;
}

ToldFigure with_interval(ToldFigure told, const Estimate& figure) {
  if (figure.repeats == 0) return told;
  told.interval = fmt::format("{} to {}", told_number(figure.low), told_number(figure.high));
  told.repeats = figure.repeats;
  return told;
}

/// Of which lane or subject of a lab it tells; empty: of the whole.
std::string subject_of(const FactName& fact, const std::vector<std::string>& lane_titles,
                       const Measured& measured) {
  if (fact.row == nullptr) {
    const MeasuredFact* const found = find_lab_fact(fact, measured);
    return found == nullptr ? fact.subject : found->of;
  }
  const bool lone = fact.row->of_machine || fact.lane >= lane_titles.size();
  return lone ? "" : lane_titles[fact.lane];
}

ToldFigure without_subject(const FactName& fact, const Measured& measured) {
  const Estimate figure = read_fact(fact, measured);
  const auto words_alone = [](std::string words) {
    return ToldFigure{
        .subject = {}, .before = std::move(words), .figure = {}, .after = {}, .interval = {}};
  };
  if (fact.row != nullptr) {
    if (std::isnan(figure.value)) return words_alone(in_words(fact.row->name) + " not measured");
    return told_figure(*fact.row, figure);
  }
  const MeasuredFact* const found = find_lab_fact(fact, measured);
  if (found == nullptr || std::isnan(figure.value))
    return words_alone(in_words(fact.name) + " not measured");
  const std::string unit = found->unit.empty() ? "" : " " + found->unit;
  return with_interval({.subject = {},
                        .before = found->name + " ",
                        .figure = told_number(figure.value) + unit,
                        .after = {},
                        .interval = {}},
                       figure);
}

}  // namespace

bool is_survivor(const WorkerModel& worker, const LaneMeasurement& notes) {
  return worker.alive() && std::find(notes.first_workers.begin(), notes.first_workers.end(),
                                     worker.started_ns) != notes.first_workers.end();
}

std::string ToldFigure::text() const {
  const std::string words = before + figure + after;
  return interval.empty() ? words : fmt::format("{} ({})", words, interval);
}

ToldFigure told_figure(const FactRow& row, const Estimate& figure) {
  std::string_view words = row.told;
  if (figure.value == 1 && !row.told_one.empty()) words = row.told_one;
  if (figure.value == 0 && !row.told_zero.empty()) words = row.told_zero;
  return with_interval(fill_in(words, figure), figure);
}

ToldFigure told_fact(const FactName& fact, const std::vector<std::string>& lane_titles,
                     const Measured& measured) {
  ToldFigure told = without_subject(fact, measured);
  told.subject = subject_of(fact, lane_titles, measured);
  told.in_picture = fact.row != nullptr && fact.row->in_picture;
  return told;
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
