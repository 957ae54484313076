#pragma once

#include <cstdint>
#include <deque>
#include <vector>

#include "app/playground/lanes/lane_anchors.h"
#include "core/model/model.h"

namespace sharedfate {

/// How fast a count grows, measured over the last `window_s` seconds.
class RateWindow {
 public:
  explicit RateWindow(double window_s = 2) : window_s_(window_s) {}

  /// Records that the count is `count` at `time_s`. A smaller count than before starts the
  /// measurement anew.
  void note(double time_s, std::uint64_t count);
  [[nodiscard]] double per_second() const;
  /// Whether the rate will change although the count does not, because the window still contains
  /// growth.
  [[nodiscard]] bool settling() const;

 private:
  struct Sample {
    double time_s;
    std::uint64_t count;
  };

  double window_s_;
  std::deque<Sample> samples_;  ///< oldest first, at least `sample_gap_s` apart except for the last
};

/// A task that moves across the screen. Only the ends of its path are kept; where they are is
/// looked up in each frame.
struct Glide {
  enum class Path : std::uint8_t { queue_to_worker, worker_to_done, worker_to_lost, queue_to_lost };
  Path path;
  int worker;                          ///< from 1; 0: no worker takes part
  std::uint64_t from_index, to_index;  ///< indices in the crowds at its ends
  double since_s;
  double seconds;
};

/// A frame that falls apart.
struct Fall {
  bool whole_space;  ///< that of the one address space; otherwise that of a worker
  int worker;        ///< from 1; 0: the whole space
  double since_s;
};

/// The animations of one lane, made from the differences between successive models. Uses no pixels
/// and changes no figures: without motion the same figures are on the screen at once.
class LaneMotion {
 public:
  static constexpr std::size_t glides_max = 64;
  static constexpr double glide_s = 0.2, fall_s = 0.4;

  /// To be called once a frame. `time_s`: the time of the frame. `motion` false: no animations.
  void follow(const LaneModel& lane, double time_s, bool motion);

  [[nodiscard]] const std::vector<Glide>& glides() const { return glides_; }
  [[nodiscard]] const std::vector<Fall>& falls() const { return falls_; }
  /// Tasks that are counted as done or lost while their box is still on its way there.
  [[nodiscard]] std::uint64_t arriving_at_done() const;
  [[nodiscard]] std::uint64_t arriving_at_lost() const;
  [[nodiscard]] bool arriving_at_worker(int worker) const;

  /// Tasks ended (done and failed) per second, over the last 2 s; of one worker (from 1) over the
  /// last second.
  [[nodiscard]] double tasks_per_s() const { return lane_rate_.per_second(); }
  [[nodiscard]] double tasks_per_s(int worker) const;
  /// Whether the next frame will look different although the model stays the same.
  [[nodiscard]] bool moving() const { return !glides_.empty() || !falls_.empty(); }
  /// Whether tasks_per_s() of the lane will change although the model stays the same.
  [[nodiscard]] bool settling() const;

 private:
  struct WorkerBefore {
    std::uint32_t incarnation = 0;
    std::uint64_t sequence = 0, failed = 0;
    /// Tasks ended by earlier incarnations, so that the rate does not start anew.
    std::uint64_t ended_of_gone = 0;
    RateWindow rate{1.0};
  };

  void forget();
  void drop_finished(double time_s);
  void add(Glide glide);
  void drop_glides_to(int worker);
  void follow_worker(const WorkerModel& worker, const Account& now, double time_s, bool motion);
  void follow_deaths(const LaneModel& lane, const Account& now, double time_s);
  void follow_death(const LaneModel& lane, const Death& death, std::uint64_t& lost_place,
                    double time_s);

  std::vector<Glide> glides_;
  std::vector<Fall> falls_;
  std::vector<WorkerBefore> workers_;
  Account before_;
  std::uint64_t deaths_before_ = 0;
  std::uint64_t started_in_frame_ = 0, ended_in_frame_ = 0;
  bool seen_ = false;
  RateWindow lane_rate_;
};

}  // namespace sharedfate
