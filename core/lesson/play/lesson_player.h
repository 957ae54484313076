#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include "core/lab/lab.h"
#include "core/lesson/lesson.h"
#include "core/lesson/play/script_runner.h"

namespace sharedfate {

enum class StepStage : std::uint8_t {
  asking,      ///< the class predicts
  discussing,  ///< the class discusses the question and predicts again
  running,     ///< the run is in progress
  shown,       ///< the run has ended; the results are on screen
};

/// What forward() would do.
enum class NextMove : std::uint8_t {
  nothing,      ///< a run is in progress
  next_choice,  ///< hands are raised for it
  discuss,      ///< and vote again
  run,
  next_step,
  end,  ///< of the last step
};

constexpr int vote_rounds = 2;
constexpr int votes_max = 999;  ///< for one choice
/// The numbers of votes by round and choice.
using Votes = std::array<std::array<int, choices_max>, vote_rounds>;

/// The votes and results of one step, kept while its lesson is open.
struct StepRecord {
  Votes votes{};
  bool skipped = false;   ///< run without a prediction, on request
  bool finished = false;  ///< the run has ended and was judged
  /// The only choice whose condition held while all others failed; -1: there is none.
  int right_choice = -1;
  struct Judged {
    Verdict verdict;
    std::string measured;          ///< the facts of the condition, as measured: for authors
    std::vector<ToldFigure> told;  ///< the same for the class
    std::string doubt;             ///< why it cannot be told; empty: it can
  };
  std::vector<Judged> choices;       ///< by choice
  std::vector<Judged> expectations;  ///< by expectation
  /// Why this machine cannot tell now which choice is right; empty: it can, or none is.
  std::string doubt;
  CoreShares timing;              ///< who used the cores while batches were timed
  std::optional<AppEnd> app_end;  ///< of a step that killed the app
  std::string
      trouble;  ///< what went wrong, a line each: a wait that timed out, a request that was refused
  std::vector<LaneMeasurement> notes;  ///< by lane
  std::vector<Measurement> labs;       ///< results of labs, the latest of each
};

/// Plays a lesson: decides what the class sees of a step, and when requests go to the lanes. Pure:
/// it takes the time and the model, and returns requests. The window and the check use the same
/// player.
class LessonPlayer {
 public:
  /// `lanes`: index in the lab of each of the lesson's lanes, in the lesson's order. `cores`: of
  /// the machine. `step`: the first one to open, from 0.
  LessonPlayer(std::shared_ptr<const Lesson> lesson, std::vector<LaneIndex> lanes, int cores,
               int step = 0);

  // Actions of the presenter:

  /// Page Down: while the class is asked, goes on to the next choice, after the last one to the
  /// discussion, and after that round's last one to the run. Does nothing during a run. Otherwise
  /// goes to the next step. Returns false at the end of the last step.
  bool forward();
  [[nodiscard]] NextMove next_move() const;
  /// Page Up: goes back to the previous choice, round or step. Returns false at the beginning of
  /// the first step. A step that has been run shows its results; nothing runs again.
  bool back();
  /// Goes to a step, or to the nearest one that exists. If that step continues with lanes as the
  /// step before leaves them, the scripts that lead there are run first.
  void go_to(int step);
  /// Starts the step again, with fresh lanes. The votes are kept until they are counted anew.
  void reset_step();
  /// Adds `difference` votes for a choice (from 0) in the current round. Whatever changes the first
  /// round clears the second.
  void vote(int choice, int difference = 1);
  /// Appends a digit (0 to 9) to the number of votes for the choice for which hands are raised. The
  /// first digit since that choice was lit begins a new number. Does nothing if no choice is lit.
  void type_digit(int digit);
  /// Takes the last digit of that number away.
  void erase_digit();
  /// The votes of all steps, by step.
  [[nodiscard]] std::vector<Votes> votes() const;
  /// Puts votes back that were counted before the lesson was left. Those of steps that it does not
  /// have are ignored, numbers are clamped.
  void put_back(const std::vector<Votes>& votes);
  /// Starts the run without a prediction.
  void skip_prediction();
  /// Prepares and runs the step again; what the class has predicted stays. Does nothing unless the
  /// results are shown.
  void measure_again();
  /// Continues with a new version of the lesson at the same step. Precondition: its lanes are the
  /// same. Steps with the same experiment keep their records; if that of the current step has
  /// changed, the step starts again, unless it is running.
  void reload(std::shared_ptr<const Lesson> lesson);

  /// Does what is due at `now_ns` (monotonic clock) and appends requests. Call it after each drain,
  /// at least every 20 ms while busy().
  void update(const Model& model, std::uint64_t now_ns, std::vector<AddressedRequest>& requests);
  /// Records that the lab refused a request of this lesson.
  void note_trouble(const std::string& sentence);

  // For a step that measures in a lab:

  struct WantedMeasurement {
    const MeasureLab* what;  ///< valid until the player is next changed
    std::uint64_t number;    ///< different for each measurement
  };
  /// The measurement that the owner of this player is to make next; nothing: none.
  [[nodiscard]] std::optional<WantedMeasurement> wants_measurement() const;
  /// Takes the result of the wanted measurement, be it complete or not. Precondition:
  /// wants_measurement() has a value.
  void take_measurement(const Measurement& found);
  /// The wanted measurement cannot be made: records why and continues. Precondition:
  /// wants_measurement() has a value.
  void give_up_measurement(const std::string& why);

  // For a step that times batches:

  /// For how long `time` begins further rounds to make its figures surer, nanoseconds.
  void set_rounds_limit_ns(std::uint64_t limit_ns) { runner_.set_rounds_limit_ns(limit_ns); }
  /// `time` measures: the owner of this player is to leave the cores to it.
  [[nodiscard]] bool times() const { return runner_.times(); }
  /// What the owner is to find out before the next update() with this model, by answer(); nothing:
  /// nullopt.
  [[nodiscard]] std::optional<MachineQuestion> asks(const Model& model) const {
    return runner_.asks(model);
  }
  /// Precondition: there was a question, which this answers.
  void take_answer(const MachineAnswer& answer) { runner_.take_answer(answer); }

  // For a step that kills the app:

  /// The run has come to `kill app`: the owner of this player is to end the process, or to call
  /// live_on().
  [[nodiscard]] bool wants_death() const;
  /// The app cannot be killed here: records why and continues.
  void live_on(const std::string& why);
  /// The app was killed in the current step and has been opened again: judges the step. `votes`:
  /// the predictions of the class; those for choices that do not exist are ignored, numbers are
  /// clamped.
  void come_back(const AppEnd& end, const Votes& votes);

  /// A run is in progress, or lanes are being prepared.
  [[nodiscard]] bool busy() const;
  [[nodiscard]] const Lesson& lesson() const { return *lesson_; }
  [[nodiscard]] int step_index() const { return step_; }
  [[nodiscard]] const LessonStep& step() const {
    return lesson_->steps[static_cast<std::size_t>(step_)];
  }
  [[nodiscard]] StepStage stage() const { return stage_; }
  /// The choice for which hands are being raised, from 0; -1: none.
  [[nodiscard]] int lit_choice() const { return lit_choice_; }
  /// Whether a digit was typed since it was lit.
  [[nodiscard]] bool types() const { return typing_; }
  [[nodiscard]] const StepRecord& record() const {
    return records_[static_cast<std::size_t>(step_)];
  }
  /// The record of step `step`, from 0.
  [[nodiscard]] const StepRecord& record_of(int step) const {
    return records_[static_cast<std::size_t>(step)];
  }
  [[nodiscard]] const std::vector<LaneIndex>& lanes() const { return lanes_; }
  /// The current action; nullptr: none. Valid until the player is next changed.
  [[nodiscard]] const Action* current_action() const { return runner_.current_action(); }

 private:
  [[nodiscard]] StepRecord& open_record() { return records_[static_cast<std::size_t>(step_)]; }
  [[nodiscard]] const LessonStep& step_at(int step) const {
    return lesson_->steps[static_cast<std::size_t>(step)];
  }
  [[nodiscard]] bool asks() const {
    return stage_ == StepStage::asking || stage_ == StepStage::discussing;
  }
  void light(int choice);
  [[nodiscard]] int* votes_for(int choice);
  void arrive(int step);
  void begin_step(bool from_fresh_lanes);
  void bring_lanes_here();
  void start_run();
  void keep_trouble(const std::string& sentence);
  /// The index of the current step in another version of the lesson.
  [[nodiscard]] int place_in(const Lesson& lesson) const;

  std::shared_ptr<const Lesson> lesson_;
  std::vector<LaneIndex> lanes_;
  int step_ = 0;
  StepStage stage_ = StepStage::shown;
  int lit_choice_ = -1;
  bool typing_ = false;  ///< a digit was typed since that choice was lit
  std::vector<StepRecord> records_;
  ScriptRunner runner_;
  int lanes_stand_after_ =
      -1;  ///< the step whose end the lanes are at; -1: before the first; -2: unknown
};

/// The options for opening a lesson's lanes: closed gates, its seed, tempo and deadline.
LaneOptions lane_options(const Lesson& lesson);

}  // namespace sharedfate
