#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include "core/lab/addressed_request.h"
#include "core/lab/lab.h"
#include "core/lesson/lesson.h"
#include "core/lesson/script_runner.h"

namespace sharedfate {

enum class StepStage : std::uint8_t {
  asking,      ///< the room predicts
  discussing,  ///< ... has talked about it, and predicts again
  running,     ///< the script is at work
  shown,       ///< all has been done; what was measured is on screen
};

constexpr int vote_rounds = 2;
constexpr int votes_max = 999;  ///< for one choice
/// By round and choice.
using Votes = std::array<std::array<int, choices_max>, vote_rounds>;

/// What has become of one step: kept while its lesson is open.
struct StepRecord {
  Votes votes{};
  bool skipped = false;   ///< run without a prediction, by an explicit key
  bool by_hands = false;  ///< the room raised hands, nobody counted
  bool finished = false;  ///< its run came to its end, so that the following holds
  int right_choice = -1;  ///< the only choice whose condition held at the end; -1: none, or several
  std::vector<bool> held;             ///< by choice
  std::vector<std::string> measured;  ///< by choice: the facts it spoke of, as they were measured
  struct Verdict {
    bool holds;
    std::string measured;
  };
  std::vector<Verdict> expectations;   ///< by expectation
  std::optional<AppEnd> app_end;       ///< of a step that killed the app
  std::string trouble;                 ///< a wait that ran out, a request that made no sense
  std::vector<LaneMeasurement> notes;  ///< by lane
  std::vector<Measurement> labs;       ///< what was measured in labs, the latest of each
};

/// Walks a lesson: what the room sees of a step, and which requests go to the lanes when. Pure: the
/// clock and the model come in, requests go out; the same for the window and for the check.
class LessonPlayer {
 public:
  /// `lanes`: where the lesson's lanes are in the lab, by their place. `cores`: of the machine.
  LessonPlayer(std::shared_ptr<const Lesson> lesson, std::vector<LaneIndex> lanes, int cores,
               int step = 0);

  // What a person asks for.

  /// Page Down: while the room is asked, on to the next choice, round or the run; else to the next
  /// step. Returns false at the end of the last step.
  bool forward();
  /// Page Up: back to the choice, the round or the step before. Returns false at the beginning of
  /// the first step. A step that has been run shows what was measured then; nothing runs again.
  bool back();
  /// The nearest step there is. Lanes that this step takes over from the one before it are brought
  /// to that point first.
  void go_to(int step);
  /// Back to the step's beginning, from fresh lanes, votes at zero.
  void reset_step();
  /// One hand more or less for a choice (from 0), in the round that is open.
  void vote(int choice, int difference = 1);
  /// Runs without a prediction.
  void skip_prediction();
  /// Goes on with the new version at the same step; its lanes must be the same. Steps whose
  /// experiment is the same keep their records; a changed one begins anew unless it is running.
  void reload(std::shared_ptr<const Lesson> lesson);

  /// Does what is due at this moment; `now_ns`: monotonic clock. Appends requests. Call it after
  /// each drain, at least every 20 ms while busy().
  void update(const Model& model, std::uint64_t now_ns, std::vector<AddressedRequest>& requests);
  /// A request of this lesson was refused by the lab.
  void note_trouble(const std::string& sentence);

  // A step that measures in a lab.

  struct WantedMeasurement {
    const MeasureLab* what;  ///< valid until something is asked for or done
    std::uint64_t number;    ///< another one has another number
  };
  /// Whoever holds this player shall measure it, and say what was found.
  [[nodiscard]] std::optional<WantedMeasurement> wants_measurement() const;
  /// It has ended, well or not. Precondition: it is wanted.
  void take_measurement(const Measurement& found);
  /// It cannot be made: says why, and goes on. Precondition: it is wanted.
  void give_up_measurement(const std::string& why);

  // A step that kills the app.

  /// Now is the moment: whoever holds this player shall end the process, or call live_on().
  [[nodiscard]] bool wants_death() const;
  /// The app cannot be killed here: says why, and goes on.
  void live_on(const std::string& why);
  /// The app was killed in the step that is open, and this is its successor: judges the step.
  /// `votes`: what the room had predicted; choices and numbers that are out of range do not count.
  void come_back(const AppEnd& end, const Votes& votes);

  /// The script is at work, or lanes are being made ready.
  [[nodiscard]] bool busy() const;
  [[nodiscard]] const Lesson& lesson() const { return *lesson_; }
  [[nodiscard]] int step_index() const { return step_; }
  [[nodiscard]] const LessonStep& step() const {
    return lesson_->steps[static_cast<std::size_t>(step_)];
  }
  [[nodiscard]] StepStage stage() const { return stage_; }
  /// The choice that hands are being raised for, from 0; -1: none in particular.
  [[nodiscard]] int lit_choice() const { return lit_choice_; }
  [[nodiscard]] const StepRecord& record() const {
    return records_[static_cast<std::size_t>(step_)];
  }
  /// The record of any step, from 0.
  [[nodiscard]] const StepRecord& record_of(int step) const {
    return records_[static_cast<std::size_t>(step)];
  }
  [[nodiscard]] const std::vector<LaneIndex>& lanes() const { return lanes_; }
  /// The action at work, nullptr: none. Valid until something is asked for or done.
  [[nodiscard]] const Action* current_action() const { return runner_.current_action(); }

 private:
  [[nodiscard]] StepRecord& open_record() { return records_[static_cast<std::size_t>(step_)]; }
  [[nodiscard]] const LessonStep& step_at(int step) const {
    return lesson_->steps[static_cast<std::size_t>(step)];
  }
  [[nodiscard]] bool asks() const {
    return stage_ == StepStage::asking || stage_ == StepStage::discussing;
  }
  [[nodiscard]] bool has_votes(int round) const;
  void arrive(int step);
  void begin_step(bool from_fresh_lanes);
  void bring_lanes_here();
  void start_run();
  void keep_trouble(const std::string& sentence);
  /// Where the open step is in another version of the lesson.
  [[nodiscard]] int place_in(const Lesson& lesson) const;

  std::shared_ptr<const Lesson> lesson_;
  std::vector<LaneIndex> lanes_;
  int step_ = 0;
  StepStage stage_ = StepStage::shown;
  int lit_choice_ = -1;
  std::vector<StepRecord> records_;
  ScriptRunner runner_;
  int lanes_stand_after_ = -1;  ///< the step at whose end the lanes are; -1: before all of them
};

/// The options with which a lesson's lanes are opened: gates closed, its seed, tempo and deadline.
LaneOptions lane_options(const Lesson& lesson);

}  // namespace sharedfate
