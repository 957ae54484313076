#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <utility>
#include <vector>

#include "core/model/event.h"
#include "core/model/model.h"

namespace sharedfate {

/// The model as a class sees it. Events are applied in their order and as they come; but when a
/// worker crashes, what happens in its lane is shown in slow motion, because a death takes
/// milliseconds. What is shown is always a state that was. Times are seconds of any clock that does
/// not run backwards.
class SlowMotion {
 public:
  /// `model`: what the events before have made.
  explicit SlowMotion(Model model = {}) : model_(std::move(model)) {}

  /// How long all of the lane stands still before the fault is shown, so that the class sees where
  /// it is going to happen. Crashes that come meanwhile in other lanes are shown with it.
  static constexpr double mark_s = 0.9;
  /// Counted from when the fault is shown: the least time until the death is, and until the start
  /// of the replacement is; then a lane goes on at `slow_rate` until `slow_until_s`, and after that
  /// at `catch_up_rate` until it is level with the machine.
  static constexpr double death_s = 0.45, replaced_s = 1.2, slow_until_s = 2.1;
  static constexpr double slow_rate = 0.25, catch_up_rate = 2;
  /// A lane that lies further behind, or holds more events back, jumps.
  static constexpr double behind_s_max = 8;
  static constexpr std::size_t held_max = 50'000;

  /// An event that comes at `now_s`; copied if it is held back.
  void take(const Event& event, double now_s);
  /// Shows what is due.
  void advance(double now_s);
  /// Shows at once all that has come.
  void catch_up();

  [[nodiscard]] const Model& model() const { return model_; }
  /// The worker of this lane in which the next thing shown is a fault; 0: none, or not known.
  [[nodiscard]] int about_to_crash(LaneIndex lane) const;
  /// Whether the machine is ahead of what is shown, so that more will be shown although nothing
  /// comes.
  [[nodiscard]] bool is_behind() const;
  /// By how many seconds; of the lane that lies furthest behind.
  [[nodiscard]] double behind_s(double now_s) const;
  [[nodiscard]] double behind_s(LaneIndex lane, double now_s) const;

 private:
  struct Held {
    Event event;
    double came_s;
    std::vector<TaskRecord> records;  ///< what the event's span refers to
    std::vector<Slice> slices;
  };
  enum class Phase : std::uint8_t { level, fault_shown, death_shown, slow };
  struct Track {
    std::deque<Held> held;
    Phase phase = Phase::level;
    int worker = 0;      ///< the one that died and may be replaced; -1: the lane process; 0: none
    double fault_s = 0;  ///< when the fault was shown, or will be
    /// The end of a worker's process, of which it is not known yet whether it was asked for.
    std::optional<WorkerEnded> ended;
    double key_s = 0;       ///< when the last of fault, death and replacement was shown
    double key_came_s = 0;  ///< when that one came
  };

  [[nodiscard]] static double due_s(const Track& track);
  [[nodiscard]] double when_to_show_fault(double now_s) const;
  static void give_up_replacement(Track& track, double now_s);
  void show_first(Track& track);
  void show_end(Track& track);
  void show(Track& track, double now_s);
  void show_all(Track& track);

  Model model_;
  std::vector<Track> tracks_;  ///< by lane
};

}  // namespace sharedfate
