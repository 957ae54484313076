#include "app/playground/lanes/lane_motion.h"

#include <algorithm>

namespace sharedfate {
namespace {

constexpr double sample_gap_s = 0.05;

/// If a whole queue is lost at once, at most this many boxes fly; the others are only counted.
constexpr std::uint64_t flying_of_a_queue_max = 40;
constexpr double stagger_s = 0.12;

std::uint64_t count_to(const std::vector<Glide>& glides, std::initializer_list<Glide::Path> paths) {
  return static_cast<std::uint64_t>(
      std::count_if(glides.begin(), glides.end(), [&](const Glide& glide) {
        return std::find(paths.begin(), paths.end(), glide.path) != paths.end();
      }));
}

}  // namespace

void RateWindow::note(double time_s, std::uint64_t count) {
  if (!samples_.empty() && count < samples_.back().count) samples_.clear();
  // The last sample is replaced until it is far enough from the one before it.
  if (samples_.size() >= 2 &&
      samples_.back().time_s - samples_[samples_.size() - 2].time_s < sample_gap_s) {
    samples_.back() = {time_s, count};
  } else {
    samples_.push_back({time_s, count});
  }
  while (samples_.size() > 2 && samples_[1].time_s <= time_s - window_s_) samples_.pop_front();
}

double RateWindow::per_second() const {
  if (samples_.size() < 2) return 0;
  const double seconds = samples_.back().time_s - samples_.front().time_s;
  if (seconds < sample_gap_s) return 0;
  return static_cast<double>(samples_.back().count - samples_.front().count) / seconds;
}

bool RateWindow::settling() const {
  return !samples_.empty() && samples_.back().count != samples_.front().count;
}

std::uint64_t LaneMotion::arriving_at_done() const {
  return count_to(glides_, {Glide::Path::worker_to_done});
}

std::uint64_t LaneMotion::arriving_at_lost() const {
  return count_to(glides_, {Glide::Path::worker_to_lost, Glide::Path::queue_to_lost});
}

bool LaneMotion::arriving_at_worker(int worker) const {
  return std::any_of(glides_.begin(), glides_.end(), [&](const Glide& glide) {
    return glide.path == Glide::Path::queue_to_worker && glide.worker == worker;
  });
}

double LaneMotion::tasks_per_s(int worker) const {
  const auto index = static_cast<std::size_t>(worker - 1);
  return worker >= 1 && index < workers_.size() ? workers_[index].rate.per_second() : 0;
}

bool LaneMotion::settling() const { return lane_rate_.settling(); }

void LaneMotion::forget() {
  glides_.clear();
  falls_.clear();
  workers_.clear();
  deaths_before_ = 0;
  lane_rate_ = RateWindow{};
}

void LaneMotion::drop_finished(double time_s) {
  std::erase_if(glides_,
                [&](const Glide& glide) { return time_s >= glide.since_s + glide.seconds; });
  std::erase_if(falls_, [&](const Fall& fall) { return time_s >= fall.since_s + fall_s; });
}

void LaneMotion::drop_glides_to(int worker) {
  std::erase_if(glides_, [worker](const Glide& glide) {
    return glide.path == Glide::Path::queue_to_worker && glide.worker == worker;
  });
}

void LaneMotion::add(Glide glide) {
  if (glides_.size() < glides_max) glides_.push_back(glide);
}

void LaneMotion::follow_worker(const WorkerModel& worker, const Account& now, double time_s,
                               bool motion) {
  const auto index = static_cast<std::size_t>(worker.worker - 1);
  if (workers_.size() <= index) workers_.resize(index + 1);
  WorkerBefore& before = workers_[index];
  if (before.incarnation != worker.incarnation || worker.sequence < before.sequence) {
    before.ended_of_gone += before.sequence / 2;
    before.incarnation = worker.incarnation;
    before.sequence = before.failed = 0;
  }
  const std::uint64_t ended = worker.sequence / 2 - before.sequence / 2;
  const std::uint64_t started = (worker.sequence + 1) / 2 - (before.sequence + 1) / 2;
  const std::uint64_t done =
      ended - std::min(ended, worker.failed - std::min(worker.failed, before.failed));
  before.sequence = worker.sequence;
  before.failed = worker.failed;
  before.rate.note(time_s, before.ended_of_gone + worker.ended());
  if (!motion) return;
  // A task is drawn once: one that is over is no longer on its way to the worker.
  if (ended > 0) drop_glides_to(worker.worker);
  for (std::uint64_t k = 0; k < std::min<std::uint64_t>(done, glides_max); ++k) {
    add({Glide::Path::worker_to_done, worker.worker, 0, before_.done + ended_in_frame_ + k, time_s,
         glide_s});
  }
  if (started > 0 && worker.running() == 1) {
    add({Glide::Path::queue_to_worker, worker.worker, now.queued + started_in_frame_, 0, time_s,
         glide_s});
  }
  ended_in_frame_ += done;
  started_in_frame_ += started;
}

void LaneMotion::follow_death(const LaneModel& lane, const Death& death, std::uint64_t& lost_place,
                              double time_s) {
  const bool whole =
      death.scope != Death::Scope::worker && lane_kind_row(lane.spec.kind).one_address_space;
  if (death.scope == Death::Scope::worker) {
    drop_glides_to(death.report.worker);
    falls_.push_back({false, death.report.worker, time_s});
    if (death.lost_running > 0) {
      add({Glide::Path::worker_to_lost, death.report.worker, 0, lost_place++, time_s, fall_s});
    }
    return;
  }
  if (whole) {
    falls_.push_back({true, 0, time_s});
  } else {
    for (const WorkerModel& worker : lane.workers) falls_.push_back({false, worker.worker, time_s});
  }
  for (const WorkerModel& worker : lane.workers) {
    drop_glides_to(worker.worker);
    if (worker.running() == 0) continue;
    add({Glide::Path::worker_to_lost, worker.worker, 0, lost_place++, time_s, fall_s});
  }
  const std::uint64_t flying = std::min(death.lost_queued, flying_of_a_queue_max);
  for (std::uint64_t k = 0; k < flying; ++k) {
    const std::uint64_t nth = death.lost_queued * k / flying;
    const double late = stagger_s * static_cast<double>(k) / static_cast<double>(flying);
    add({Glide::Path::queue_to_lost, 0, nth, lost_place + nth, time_s + late, fall_s - late});
  }
  lost_place += death.lost_queued;
}

void LaneMotion::follow_deaths(const LaneModel& lane, const Account& now, double time_s) {
  std::uint64_t lost_place = std::min(before_.lost, now.lost);
  const std::uint64_t fresh =
      std::min<std::uint64_t>(lane.death_count - deaths_before_, lane.deaths.size());
  for (std::size_t i = lane.deaths.size() - fresh; i < lane.deaths.size(); ++i) {
    follow_death(lane, lane.deaths[i], lost_place, time_s);
  }
}

void LaneMotion::follow(const LaneModel& lane, double time_s, bool motion) {
  const Account now = lane.account();
  if (!lane.exists || now.submitted < before_.submitted || lane.death_count < deaths_before_) {
    forget();
    seen_ = false;
  }
  drop_finished(time_s);
  started_in_frame_ = ended_in_frame_ = 0;
  const bool moves = motion && seen_;
  for (const WorkerModel& worker : lane.workers)
    follow_worker(worker, now, time_s, moves && lane.alive() > 0);
  if (moves && lane.death_count > deaths_before_) follow_deaths(lane, now, time_s);
  lane_rate_.note(time_s, now.done + now.failed);
  deaths_before_ = lane.death_count;
  before_ = now;
  seen_ = true;
}

}  // namespace sharedfate
