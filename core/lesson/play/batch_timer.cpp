#include "core/lesson/play/batch_timer.h"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include "core/lab/live_model.h"

namespace sharedfate {

bool BatchTimer::update(const Surroundings& around) {
  while (lane_at_ < batches_.lanes.size()) {
    moved_ = false;
    step(lane(around), around);
    if (!moved_) return false;
    phase_since_ns_ = around.now_ns;
    // The lanes have not acted on these requests yet.
    if (!around.requests.empty()) return lane_at_ == batches_.lanes.size();
  }
  return true;
}

void BatchTimer::step(const LaneModel* lane, const Surroundings& around) {
  if (phase_ == Phase::begin_lane) return begin_lane(around);
  // Before it has settled, the lane may only seem over: a change of the number of workers can
  // replace its process.
  const bool over = lane == nullptr || (around.settled && lane->over());
  const bool late = around.now_ns - phase_since_ns_ > batch_limit_ns;
  if (over && phase_ != Phase::restore) {
    note_nan(around);
    return next_lane();
  }
  if (late && phase_ != Phase::restore) {
    give_up_lane(around, fmt::format("a batch with {} workers had not ended after {} s", workers_,
                                     batch_limit_ns / 1'000'000'000));
    return;
  }
  switch (phase_) {
    case Phase::begin_lane:
      return;
    case Phase::become_ready:
      if (around.settled && is_prepared(*lane)) submit(around);
      return;
    case Phase::submit:
      if (around.settled && lane->account().submitted >= submitted_before_ + batches_.tasks)
        open(*lane, around);
      return;
    case Phase::run:
      look_for_first_start(*lane);
      if (!around.settled || !lane->gate_open || !lane->quiescent()) return;
      // The last task records may arrive just after the last tally: they are read after one more
      // drain.
      phase_ = Phase::note;
      return;
    case Phase::note:
      return note(lane, around);
    case Phase::restore:
      if (over || late ||
          (around.settled && lane->ready() && lane->spec.workers == workers_before_))
        next_lane();
      return;
  }
}

const LaneModel* BatchTimer::lane(const Surroundings& around) const {
  return around.lanes[place()];
}

void BatchTimer::ask(const Surroundings& around, const Request& request) {
  around.requests.push_back({indices_[place()], request});
}

void BatchTimer::begin_lane(const Surroundings& around) {
  const LaneModel* const found = lane(around);
  workers_ = batches_.workers_first;
  if (found == nullptr || found->over()) {
    around.troubles.emplace_back("its lane is not alive, so that nothing can be timed in it");
    note_nan(around);
    return next_lane();
  }
  if (!around.settled) return;
  const Account account = found->account();
  if (account.queued > 0 && !found->gate_open) {
    around.troubles.push_back(
        fmt::format("{} tasks wait in its queue and would be timed too; time a lane without work",
                    account.queued));
    note_nan(around);
    return next_lane();
  }
  if (!found->quiescent()) {
    // First the running tasks end, and dead workers are replaced.
    if (phase_since_ns_ == 0) phase_since_ns_ = around.now_ns;
    if (around.now_ns - phase_since_ns_ > batch_limit_ns)
      give_up_lane(around, "it was still busy with what it was given before");
    return;
  }
  tempo_before_ms_ = found->tempo_ms;
  workers_before_ = found->spec.workers;
  gate_before_ = found->gate_open;
  ask(around, CloseGate{});
  ask(around, SetTempo{0});
  ask_for_workers(around);
}

void BatchTimer::ask_for_workers(const Surroundings& around) {
  ask(around, SetWorkers{workers_});
  phase_ = Phase::become_ready;
  moved_ = true;
}

bool BatchTimer::is_prepared(const LaneModel& lane) const {
  return lane.spec.workers == workers_ && lane.alive() == workers_ && lane.ready() &&
         lane.quiescent() && !lane.gate_open && lane.tempo_ms == 0;
}

void BatchTimer::submit(const Surroundings& around) {
  submitted_before_ = lane(around)->account().submitted;
  ask(around, SubmitTasks{batches_.workload, batches_.tasks});
  phase_ = Phase::submit;
  moved_ = true;
}

void BatchTimer::open(const LaneModel& lane, const Surroundings& around) {
  seen_.clear();
  for (const WorkerModel& worker : lane.workers)
    seen_.push_back({worker.worker, worker.timeline.count, false});
  first_start_ns_ = 0;
  first_start_missed_ = false;
  missed_before_ = lane.records_missed;
  opened_ns_ = around.now_ns;
  ask(around, OpenGate{});
  phase_ = Phase::run;
  moved_ = true;
}

/// The gate opens some time after the request, up to one redraw of the window. Where the first task
/// of every worker was seen, the earliest start is the better figure.
void BatchTimer::look_for_first_start(const LaneModel& lane) {
  for (Seen& seen : seen_) {
    const WorkerModel* const worker = find_worker(lane, seen.worker);
    if (seen.started || worker == nullptr || worker->timeline.count <= seen.intervals) continue;
    seen.started = true;
    // If as many tasks ended at once as a timeline can hold, the first one may have been
    // overwritten.
    if (worker->timeline.count - seen.intervals >= Timeline::capacity) first_start_missed_ = true;
    const Interval& first = worker->timeline.intervals[seen.intervals % Timeline::capacity];
    if (first_start_ns_ == 0 || first.start_ns < first_start_ns_) first_start_ns_ = first.start_ns;
  }
  if (lane.records_missed != missed_before_) first_start_missed_ = true;
}

void BatchTimer::note(const LaneModel* lane, const Surroundings& around) {
  look_for_first_start(*lane);
  std::uint64_t begin_ns = opened_ns_, end_ns = 0;
  if (!first_start_missed_ && first_start_ns_ > begin_ns) begin_ns = first_start_ns_;
  for (const WorkerModel& worker : lane->workers) {
    if (worker.timeline.count == 0) continue;
    const Interval& last =
        worker.timeline.intervals[(worker.timeline.count - 1) % Timeline::capacity];
    end_ns = std::max(end_ns, last.end_ns);
  }
  if (end_ns <= begin_ns) end_ns = std::max(around.now_ns, begin_ns);
  around.notes[place()].batches.push_back(
      {workers_, batches_.tasks, static_cast<double>(end_ns - begin_ns) / 1e6});
  if (workers_ >= batches_.workers_last) return restore(around);
  ++workers_;
  ask(around, CloseGate{});
  ask_for_workers(around);
}

/// Records NaN for this batch and for those that would have followed in this lane.
void BatchTimer::note_nan(const Surroundings& around) {
  for (; workers_ <= batches_.workers_last; ++workers_) {
    around.notes[place()].batches.push_back(
        {workers_, batches_.tasks, std::numeric_limits<double>::quiet_NaN()});
  }
}

void BatchTimer::give_up_lane(const Surroundings& around, const std::string& why) {
  around.troubles.push_back(why);
  const bool changed = phase_ != Phase::begin_lane;
  note_nan(around);
  if (changed) return restore(around);
  next_lane();
}

void BatchTimer::restore(const Surroundings& around) {
  ask(around, SetTempo{tempo_before_ms_});
  ask(around, SetWorkers{workers_before_});
  ask(around, gate_before_ ? Request{OpenGate{}} : Request{CloseGate{}});
  phase_ = Phase::restore;
  moved_ = true;
}

void BatchTimer::next_lane() {
  ++lane_at_;
  phase_ = Phase::begin_lane;
  phase_since_ns_ = 0;
  moved_ = true;
}

}  // namespace sharedfate
