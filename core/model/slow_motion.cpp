#include "core/model/slow_motion.h"

#include <algorithm>

namespace sharedfate {
namespace {

bool is_death(const Event& event) {
  return std::holds_alternative<WorkerDied>(event) ||
         std::holds_alternative<LaneProcessDied>(event) ||
         std::holds_alternative<SupervisorDied>(event);
}

/// A crash record, or a death that has left none. The end of a process alone is no crash: it may
/// have been asked to stop.
bool is_fault(const Event& event) {
  return std::holds_alternative<CrashRecorded>(event) || is_death(event);
}

constexpr int lane_process = -1;

/// The worker that may be replaced after this death, or `lane_process`; 0: neither.
int replaced_after(const Event& event) {
  if (const auto* const died = std::get_if<WorkerDied>(&event)) return died->death.worker;
  return std::holds_alternative<LaneProcessDied>(event) ? lane_process : 0;
}

bool is_replacement(const Event& event, int worker) {
  if (worker == lane_process) return std::holds_alternative<LaneProcessStarted>(event);
  const auto* const started = std::get_if<WorkerStarted>(&event);
  return started != nullptr && started->worker == worker;
}

}  // namespace

void SlowMotion::take(const Event& event, double now_s) {
  const auto lane = lane_of(event);
  if (!lane || *lane < 0) return sharedfate::apply(model_, event);
  const auto place = static_cast<std::size_t>(*lane);
  if (tracks_.size() <= place) tracks_.resize(place + 1);
  Track& track = tracks_[place];
  // Another lane takes the place of this one.
  if (std::holds_alternative<LaneOpened>(event) || std::holds_alternative<LaneClosed>(event))
    show_all(track);
  const bool level = track.phase == Phase::level && track.held.empty();
  if (level && !is_fault(event)) {
    show_end(track);
    // The kernel's word of an end may come before the crash record, and would give it away.
    if (const auto* const ended = std::get_if<WorkerEnded>(&event)) {
      track.ended = *ended;
      return;
    }
    return sharedfate::apply(model_, event);
  }
  if (level) track.fault_s = when_to_show_fault(now_s);
  track.held.push_back({event, now_s, {}, {}});
  if (level && track.ended) {
    track.held.push_back({*track.ended, now_s, {}, {}});
    track.ended.reset();
    return;
  }
  Held& held = track.held.back();
  if (const auto* const ended = std::get_if<TasksEnded>(&event))
    held.records.assign(ended->records.begin(), ended->records.end());
  if (const auto* const seen = std::get_if<SlicesSeen>(&event))
    held.slices.assign(seen->slices.begin(), seen->slices.end());
  if (track.held.size() > held_max) return show_all(track);
  show(track, now_s);
}

/// With the fault that is marked in another lane, if there is one.
double SlowMotion::when_to_show_fault(double now_s) const {
  for (const Track& track : tracks_) {
    if (track.phase == Phase::level && !track.held.empty() && track.fault_s > now_s)
      return track.fault_s;
  }
  return now_s + mark_s;
}

/// When the first of the events held back is due.
double SlowMotion::due_s(const Track& track) {
  const Held& first = track.held.front();
  const double shifted_s = track.key_s + (first.came_s - track.key_came_s);
  switch (track.phase) {
    case Phase::level:
      return track.fault_s;
    case Phase::fault_shown:
      return is_death(first.event) ? std::max(track.fault_s + death_s, shifted_s) : shifted_s;
    case Phase::death_shown: {
      if (is_replacement(first.event, track.worker))
        return std::max(track.fault_s + replaced_s, shifted_s);
      const auto ready = std::find_if(track.held.begin(), track.held.end(), [&](const Held& held) {
        return is_replacement(held.event, track.worker);
      });
      if (ready == track.held.end() || ready->came_s <= track.key_came_s) return shifted_s;
      const double stretch =
          (track.fault_s + replaced_s - track.key_s) / (ready->came_s - track.key_came_s);
      return track.key_s + (first.came_s - track.key_came_s) * std::max(1.0, stretch);
    }
    case Phase::slow:
      break;
  }
  const double slow_end_s = std::max(track.key_s, track.fault_s + slow_until_s);
  const double slow_s = track.key_s + (first.came_s - track.key_came_s) / slow_rate;
  if (slow_s <= slow_end_s) return slow_s;
  const double slow_end_came_s = track.key_came_s + (slow_end_s - track.key_s) * slow_rate;
  return std::max(first.came_s, slow_end_s + (first.came_s - slow_end_came_s) / catch_up_rate);
}

/// Some deaths are final, and some replacements take long: the lane does not wait for them.
void SlowMotion::give_up_replacement(Track& track, double now_s) {
  const double until_s = track.fault_s + replaced_s;
  if (track.phase != Phase::death_shown || now_s < until_s) return;
  if (std::any_of(track.held.begin(), track.held.end(),
                  [&](const Held& held) { return is_replacement(held.event, track.worker); }))
    return;
  track.phase = Phase::slow;
  track.key_came_s += std::max(0.0, until_s - track.key_s);
  track.key_s = std::max(track.key_s, until_s);
}

void SlowMotion::show_end(Track& track) {
  if (track.ended) sharedfate::apply(model_, *track.ended);
  track.ended.reset();
}

/// Applies the first of the events held back.
void SlowMotion::show_first(Track& track) {
  Held& first = track.held.front();
  if (auto* const ended = std::get_if<TasksEnded>(&first.event)) ended->records = first.records;
  if (auto* const seen = std::get_if<SlicesSeen>(&first.event)) seen->slices = first.slices;
  sharedfate::apply(model_, first.event);
}

void SlowMotion::show(Track& track, double now_s) {
  while (!track.held.empty()) {
    give_up_replacement(track, now_s);
    const double due = due_s(track);
    if (due > now_s) return;
    show_first(track);
    const Event& event = track.held.front().event;
    const auto go_to = [&](Phase phase) {
      track.phase = phase;
      track.key_s = due;
      track.key_came_s = track.held.front().came_s;
    };
    // A further crash of the same lane is shown like the first, but is not marked.
    if (track.phase == Phase::level || (track.phase == Phase::slow && is_fault(event))) {
      track.fault_s = due;
      go_to(Phase::fault_shown);
    }
    if (track.phase == Phase::fault_shown && is_death(event)) {
      track.worker = replaced_after(event);
      go_to(track.worker != 0 ? Phase::death_shown : Phase::slow);
    } else if (track.phase == Phase::death_shown && is_replacement(event, track.worker)) {
      go_to(Phase::slow);
    }
    track.held.pop_front();
  }
}

void SlowMotion::show_all(Track& track) {
  show_end(track);
  for (; !track.held.empty(); track.held.pop_front()) show_first(track);
  track = {};
}

void SlowMotion::advance(double now_s) {
  for (Track& track : tracks_) {
    show(track, now_s);
    if (!track.held.empty() && now_s - track.held.front().came_s > behind_s_max) show_all(track);
    // Level again: all that has come is shown.
    const bool waits = track.phase != Phase::slow && now_s < track.fault_s + slow_until_s;
    if (track.held.empty() && !waits) track.phase = Phase::level;
  }
}

void SlowMotion::catch_up() {
  for (Track& track : tracks_) show_all(track);
}

int SlowMotion::about_to_crash(LaneIndex lane) const {
  const auto place = static_cast<std::size_t>(lane);
  if (place >= tracks_.size() || tracks_[place].phase != Phase::level ||
      tracks_[place].held.empty())
    return 0;
  const Event& fault = tracks_[place].held.front().event;
  if (const auto* const recorded = std::get_if<CrashRecorded>(&fault)) return recorded->worker;
  if (const auto* const died = std::get_if<WorkerDied>(&fault)) return died->death.worker;
  if (const auto* const died = std::get_if<LaneProcessDied>(&fault)) return died->death.worker;
  return 0;
}

bool SlowMotion::is_behind() const {
  return std::any_of(tracks_.begin(), tracks_.end(), [](const Track& track) {
    return !track.held.empty() || track.phase == Phase::death_shown;
  });
}

double SlowMotion::behind_s(LaneIndex lane, double now_s) const {
  const auto place = static_cast<std::size_t>(lane);
  if (place >= tracks_.size()) return 0;
  const Track& track = tracks_[place];
  if (!track.held.empty()) return now_s - track.held.front().came_s;
  return track.phase == Phase::death_shown ? track.key_s - track.key_came_s : 0;
}

double SlowMotion::behind_s(double now_s) const {
  double most = 0;
  for (std::size_t lane = 0; lane < tracks_.size(); ++lane)
    most = std::max(most, behind_s(static_cast<LaneIndex>(lane), now_s));
  return most;
}

}  // namespace sharedfate
