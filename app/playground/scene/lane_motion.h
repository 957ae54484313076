#pragma once

#include <cstdint>
#include <vector>

#include "app/playground/scene/lane_anchors.h"
#include "app/playground/scene/rate_window.h"
#include "core/model/model.h"

namespace sharedfate {

/// A task on its way across the screen. Only its ends are kept: where they are is looked up in each
/// frame.
struct Glide {
  enum class Path : std::uint8_t { queue_to_worker, worker_to_done, worker_to_lost, queue_to_lost };
  Path path;
  int worker;                          ///< from 1; 0 where no worker takes part
  std::uint64_t from_index, to_index;  ///< places in the crowds at its ends
  double since_s;
  double seconds;
};

/// A frame that falls apart.
struct Fall {
  bool whole_space;  ///< the one address space, or a worker's own
  int worker;        ///< whose, when it is not the whole space
  double since_s;
};

/// What moves in one lane, computed from the difference between one model and the next. Knows no
/// pixels and changes no figures: with it switched off the same figures are on screen, at once.
class LaneMotion {
 public:
  static constexpr std::size_t glides_max = 64;
  static constexpr double glide_s = 0.2, fall_s = 0.4;

  /// To be called once a frame. `motion` false: nothing moves.
  void follow(const LaneModel& lane, double time_s, bool motion);

  [[nodiscard]] const std::vector<Glide>& glides() const { return glides_; }
  [[nodiscard]] const std::vector<Fall>& falls() const { return falls_; }
  /// Tasks that have been counted as done, or lost, and whose box is still on its way there.
  [[nodiscard]] std::uint64_t arriving_at_done() const;
  [[nodiscard]] std::uint64_t arriving_at_lost() const;
  [[nodiscard]] bool arriving_at_worker(int worker) const;

  /// Tasks ended per second: done and failed, of the lane and of one worker (from 1).
  [[nodiscard]] double tasks_per_s() const { return lane_rate_.per_second(); }
  [[nodiscard]] double tasks_per_s(int worker) const;
  /// Whether another frame will look different although the model stays the same.
  [[nodiscard]] bool moving() const { return !glides_.empty() || !falls_.empty(); }
  [[nodiscard]] bool settling() const;

 private:
  struct WorkerBefore {
    std::uint32_t incarnation = 0;
    std::uint64_t sequence = 0, failed = 0;
    std::uint64_t ended_of_gone =
        0;  ///< by earlier incarnations, so that the rate does not start anew
    RateWindow rate{1.0};
  };

  void forget();
  void drop_finished(double time_s);
  void add(Glide glide);
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
