#include "core/lesson/play/batch_timer.h"

#include <algorithm>
#include <cassert>
#include <numeric>
#include <utility>

#include <fmt/format.h>

#include "core/base/statistics.h"
#include "core/lab/live_model.h"

namespace sharedfate {
namespace {

constexpr std::uint64_t ns_per_s = 1'000'000'000;

}  // namespace

BatchTimer::BatchTimer(std::vector<TimeBatches> lines, std::vector<LaneIndex> indices,
                       std::uint64_t seed, std::uint64_t rounds_limit_ns)
    : lines_(std::move(lines)),
      indices_(std::move(indices)),
      before_(indices_.size()),
      random_(seed),
      rounds_limit_ns_(rounds_limit_ns) {
  std::vector<std::size_t> noted(indices_.size());
  for (const TimeBatches& line : lines_) {
    for (const std::size_t place : line.lanes) {
      before_[place].timed = true;
      for (int workers = line.workers_first; workers <= line.workers_last; ++workers)
        variants_.push_back({&line, place, workers, noted[place]++});
    }
  }
  order_.resize(variants_.size());
  std::iota(order_.begin(), order_.end(), std::size_t{0});
}

bool BatchTimer::update(const Surroundings& around) {
  while (phase_ != Phase::ended) {
    moved_ = false;
    step(around);
    if (!moved_) return false;
    phase_since_ns_ = around.now_ns;
    // The lanes have not acted on these requests yet.
    if (!around.requests.empty()) return phase_ == Phase::ended;
  }
  return true;
}

void BatchTimer::go_to(Phase phase) {
  phase_ = phase;
  moved_ = true;
}

void BatchTimer::step(const Surroundings& around) {
  const bool late = around.now_ns - phase_since_ns_ > batch_limit_ns;
  switch (phase_) {
    case Phase::begin:
      return begin(around);
    case Phase::pause_lanes:
      if (around.settled && (late || lanes_are_paused(around))) begin_batch(around);
      return;
    case Phase::look_before:
      if (std::exchange(answered_, false)) begin_batch(around);
      return;
    case Phase::look_after:
      if (std::exchange(answered_, false)) restore(around);
      return;
    case Phase::restore:
      if (late || (around.settled && is_restored(around))) go_to(Phase::ended);
      return;
    case Phase::ended:
      return;
    case Phase::become_ready:
    case Phase::submit:
    case Phase::look_before_batch:
    case Phase::run:
    case Phase::look_after_batch:
    case Phase::note:
      break;
  }
  const std::size_t place = variant().place;
  const LaneModel* const lane = around.lanes[place];
  // Before it has settled, the lane may only seem over: a change of the number of workers can
  // replace its process.
  if (lane == nullptr || (around.settled && lane->over()))
    return fail_lane(place, around, "its lane died, so that nothing more could be timed in it");
  if (late) {
    return fail_lane(place, around,
                     fmt::format("a batch with {} workers had not ended after {} s",
                                 variant().workers, batch_limit_ns / ns_per_s));
  }
  if (phase_ == Phase::become_ready) {
    if (around.settled && is_prepared(*lane)) submit(around);
  } else if (phase_ == Phase::submit) {
    if (around.settled && lane->account().submitted >= submitted_before_ + variant().line->tasks)
      go_to(Phase::look_before_batch);
  } else if (phase_ == Phase::look_before_batch) {
    if (std::exchange(answered_, false)) open(around);
  } else if (phase_ == Phase::run) {
    // The last task records may arrive just after the last tally: they are read after one more
    // drain.
    if (around.settled && lane->gate_open && lane->quiescent()) phase_ = Phase::look_after_batch;
  } else if (phase_ == Phase::look_after_batch) {
    if (std::exchange(answered_, false)) go_to(Phase::note);
  } else {
    note(*lane, around);
  }
}

void BatchTimer::ask(std::size_t place, const Request& request, const Surroundings& around) {
  around.requests.push_back({indices_[place], request});
}

void BatchTimer::begin(const Surroundings& around) {
  if (phase_since_ns_ == 0) phase_since_ns_ = around.now_ns;
  for (const Variant& each : variants_) {
    std::vector<TimedBatch>& noted = around.notes[each.place].batches;
    // What an earlier `time` of this step has measured is replaced.
    if (each.note == 0) noted.clear();
    if (noted.size() <= each.note) noted.push_back({each.workers, each.line->tasks, {}});
  }
  bool all_quiet = true;
  for (std::size_t place = 0; place < before_.size(); ++place) {
    if (before_[place].timed && !before_[place].failed)
      all_quiet = check_lane(place, around) && all_quiet;
  }
  if (all_quiet && around.settled) pause_lanes(around);
}

/// Whether a lane that is to be timed is quiescent. First its running tasks end, and dead workers
/// are replaced.
bool BatchTimer::check_lane(std::size_t place, const Surroundings& around) {
  const LaneModel* const lane = around.lanes[place];
  const auto fail = [&](std::string why) {
    before_[place].failed = true;
    around.troubles.push_back(std::move(why));
    return true;
  };
  if (lane == nullptr || lane->over())
    return fail("its lane is not alive, so that nothing can be timed in it");
  if (!around.settled) return false;
  const std::uint64_t queued = lane->account().queued;
  if (queued > 0 && !lane->gate_open)
    return fail(fmt::format(
        "{} tasks wait in its queue and would be timed too; time a lane without work", queued));
  if (lane->quiescent()) return true;
  if (around.now_ns - phase_since_ns_ > batch_limit_ns)
    return fail("it was still busy with what it was given before");
  return false;
}

/// All lanes, also those in which nothing is timed: they would take cores away.
void BatchTimer::pause_lanes(const Surroundings& around) {
  for (std::size_t place = 0; place < before_.size(); ++place) {
    const LaneModel* const lane = around.lanes[place];
    Before& before = before_[place];
    before.known = lane != nullptr && !lane->over();
    if (!before.known) continue;
    before.tempo_ms = lane->tempo_ms;
    before.workers = lane->spec.workers;
    before.gate_open = lane->gate_open;
    if (before.timed || before.gate_open) ask(place, CloseGate{}, around);
    if (before.timed) ask(place, SetTempo{0}, around);
  }
  at_ = 0;
  go_to(Phase::pause_lanes);
}

bool BatchTimer::lanes_are_paused(const Surroundings& around) const {
  return std::all_of(around.lanes.begin(), around.lanes.end(), [](const LaneModel* lane) {
    return lane == nullptr || lane->over() || lane->account().running == 0;
  });
}

/// Goes on with the batch at `at_`, or with the next one whose lane can still be timed; after the
/// last one of a round, with the next round.
void BatchTimer::begin_batch(const Surroundings& around) {
  while (at_ < order_.size() && before_[variant().place].failed) ++at_;
  if (at_ == order_.size()) {
    const bool all_failed =
        std::all_of(variants_.begin(), variants_.end(),
                    [this](const auto& each) { return before_[each.place].failed; });
    if (all_failed) return restore(around);
    if (has_enough_rounds(around)) return go_to(Phase::look_after);
    if (++round_ == 1) rounds_since_ns_ = around.now_ns;
    at_ = 0;
    std::shuffle(order_.begin(), order_.end(), random_);
    if (round_ == 1) return go_to(Phase::look_before);
    return begin_batch(around);
  }
  const LaneModel* const lane = around.lanes[variant().place];
  if (lane != nullptr && lane->spec.workers != variant().workers)
    ask(variant().place, SetWorkers{variant().workers}, around);
  go_to(Phase::become_ready);
}

/// A sequential interval of fixed relative width: A. Nádas, "An extension of a theorem of Chow and
/// Robbins on sequential confidence intervals for the mean", 1969. To stop once an interval is
/// narrow favours intervals that are narrow by chance: in a simulation of this rule (log-normal
/// times with a spread of 2 to 40 %, and with outliers) they enclosed the median in 93.6 to 97 % of
/// the cases.
bool BatchTimer::has_enough_rounds(const Surroundings& around) const {
  if (round_ < rounds_least) return false;
  if (round_ == rounds_most || around.now_ns - rounds_since_ns_ >= rounds_limit_ns_) return true;
  return std::all_of(variants_.begin(), variants_.end(), [&](const Variant& each) {
    if (before_[each.place].failed) return true;
    std::vector<double> times_ms;
    for (const auto& round : around.notes[each.place].batches[each.note].rounds)
      times_ms.push_back(round.elapsed_ms);
    const Estimate median = estimate_median(times_ms);
    return median.high <= steady_spread * median.low;
  });
}

std::optional<MachineQuestion> BatchTimer::asks(const std::vector<const LaneModel*>& lanes) const {
  if (answered_) return std::nullopt;
  if (phase_ == Phase::look_before || phase_ == Phase::look_after)
    return MachineQuestion{.core_use = true};
  if (phase_ != Phase::look_before_batch && phase_ != Phase::look_after_batch) return std::nullopt;
  MachineQuestion question;
  if (const LaneModel* const lane = lanes[variant().place]) {
    for (const WorkerModel& worker : lane->workers)
      question.threads.push_back({worker.pid, worker.tid});
  }
  return question;
}

void BatchTimer::take_answer(const MachineAnswer& answer) {
  answered_ = true;
  if (phase_ == Phase::look_before) use_before_ = answer.core_use;
  if (phase_ == Phase::look_after) shares_ = core_shares(*use_before_, answer.core_use);
  if (phase_ == Phase::look_before_batch) times_before_ = answer.threads;
  if (phase_ == Phase::look_after_batch) times_after_ = answer.threads;
}

/// The longest time that one of the batch's workers was ready and had no core, as a share.
double BatchTimer::delayed(std::uint64_t elapsed_ns) const {
  if (times_before_.size() != times_after_.size()) return 1;
  std::uint64_t longest_ns = 0;
  for (std::size_t i = 0; i < times_before_.size(); ++i) {
    if (!times_before_[i] || !times_after_[i]) return 1;
    const std::uint64_t before = times_before_[i]->ready_ns, after = times_after_[i]->ready_ns;
    longest_ns = std::max(longest_ns, std::max(before, after) - before);
  }
  return std::min(1.0, static_cast<double>(longest_ns) / static_cast<double>(elapsed_ns));
}

bool BatchTimer::is_prepared(const LaneModel& lane) const {
  const int workers = variant().workers;
  return lane.spec.workers == workers && lane.alive() == workers && lane.ready() &&
         lane.quiescent() && !lane.gate_open && lane.tempo_ms == 0;
}

void BatchTimer::submit(const Surroundings& around) {
  const TimeBatches& line = *variant().line;
  submitted_before_ = around.lanes[variant().place]->account().submitted;
  ask(variant().place, SubmitTasks{line.workload, line.tasks}, around);
  go_to(Phase::submit);
}

void BatchTimer::open(const Surroundings& around) {
  opened_ns_ = around.now_ns;
  ask(variant().place, OpenGate{}, around);
  go_to(Phase::run);
}

void BatchTimer::note(const LaneModel& lane, const Surroundings& around) {
  const std::uint64_t begin_ns = std::max(opened_ns_, lane.gate_changed_ns);
  std::uint64_t end_ns = 0;
  for (const WorkerModel& worker : lane.workers) {
    if (worker.timeline.count == 0) continue;
    const Interval& last =
        worker.timeline.intervals[(worker.timeline.count - 1) % Timeline::capacity];
    end_ns = std::max(end_ns, last.end_ns);
  }
  if (end_ns <= begin_ns) end_ns = std::max(around.now_ns, begin_ns);
  const std::uint64_t elapsed_ns = std::max<std::uint64_t>(1, end_ns - begin_ns);
  if (round_ > 0) {
    around.notes[variant().place].batches[variant().note].rounds.push_back(
        {static_cast<double>(elapsed_ns) / 1e6, delayed(elapsed_ns)});
  }
  ask(variant().place, CloseGate{}, around);
  ++at_;
  begin_batch(around);
}

/// Says why, and drops what was measured in the lane: it cannot be compared.
void BatchTimer::fail_lane(std::size_t place, const Surroundings& around, const std::string& why) {
  before_[place].failed = true;
  around.troubles.push_back(why);
  for (TimedBatch& each : around.notes[place].batches) each.rounds.clear();
  begin_batch(around);
}

void BatchTimer::restore(const Surroundings& around) {
  for (std::size_t place = 0; place < before_.size(); ++place) {
    const Before& before = before_[place];
    if (!before.known) continue;
    if (before.timed) {
      ask(place, SetTempo{before.tempo_ms}, around);
      ask(place, SetWorkers{before.workers}, around);
    }
    if (before.gate_open) {
      ask(place, OpenGate{}, around);
    } else if (before.timed) {
      ask(place, CloseGate{}, around);
    }
  }
  go_to(Phase::restore);
}

bool BatchTimer::is_restored(const Surroundings& around) const {
  for (std::size_t place = 0; place < before_.size(); ++place) {
    const LaneModel* const lane = around.lanes[place];
    if (!before_[place].known || !before_[place].timed || lane == nullptr || lane->over()) continue;
    if (!lane->ready() || lane->spec.workers != before_[place].workers) return false;
  }
  return true;
}

}  // namespace sharedfate
