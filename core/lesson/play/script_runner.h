#pragma once

#include <deque>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "core/lab/lab.h"
#include "core/lesson/fact.h"
#include "core/lesson/lesson.h"
#include "core/lesson/play/batch_timer.h"
#include "core/model/model.h"

namespace sharedfate {

/// Performs the actions of scripts in their order, each once the lanes have acted on the one
/// before. Pure, like its owner, the player: it takes the time and the model, and returns requests.
class ScriptRunner {
 public:
  /// `lanes`: index in the lab of each of the lesson's lanes, in the lesson's order. `cores`: of
  /// the machine.
  ScriptRunner(const Lesson& lesson, std::vector<LaneIndex> lanes, int cores);

  // Jobs are done in the order in which they were added:

  /// Resets the lanes and waits until they are ready: no tasks, new workers, closed gates, and
  /// workers and tempo of the front matter.
  void add_fresh_lanes(const Lesson& lesson);
  /// Waits until no lane is starting any more.
  void add_wait_for_start();
  /// Starts the notes on the lanes anew.
  void add_clear_notes();
  /// The end of the setup: notes which workers are alive.
  void add_note_start();
  void add(const std::vector<Action>& actions);
  /// Drops all jobs.
  void clear();
  /// From the next `time` on: BatchTimer's `rounds_limit_ns`.
  void set_rounds_limit_ns(std::uint64_t limit_ns) { rounds_limit_ns_ = limit_ns; }
  /// Drops the current action.
  void skip_action();

  struct Surroundings {
    const Model& model;
    std::uint64_t now_ns;
    std::vector<LaneMeasurement>& notes;
    std::vector<AddressedRequest>& requests;
    std::vector<std::string>& troubles;  ///< "FILE:LINE: ..."
    CoreShares& timing;                  ///< who used the cores while batches were timed
    std::span<const Measurement> labs = {};
  };
  /// Does what is due at `now_ns`.
  void update(const Surroundings& around);

  /// All jobs are done, and the lanes have acted on all requests.
  [[nodiscard]] bool idle() const { return jobs_.empty() && !awaited_; }
  /// The action that is in progress or next; nullptr: none.
  [[nodiscard]] const Action* current_action() const;
  /// "FILE:LINE: 'ACTION': TEXT" with the current action, or "FILE: TEXT".
  [[nodiscard]] std::string located(const std::string& text) const;
  /// What conditions are evaluated on, except app_end, timing and labs. Valid while `model` and
  /// `notes` are.
  [[nodiscard]] Measured measured(const Model& model,
                                  const std::vector<LaneMeasurement>& notes) const;
  /// The measurement that the owner is to make; nullptr: none. The lanes are paused meanwhile.
  [[nodiscard]] const MeasureLab* wants_measurement() const;
  /// `time` measures: nothing else should take the cores.
  [[nodiscard]] bool times() const { return timer_.has_value(); }
  /// What the owner is to find out for it, by answer().
  [[nodiscard]] std::optional<MachineQuestion> asks(const Model& model) const {
    return timer_ ? timer_->asks(find_lanes(model)) : std::nullopt;
  }
  void take_answer(const MachineAnswer& answer) { timer_->take_answer(answer); }
  /// The number of that measurement, from 1.
  [[nodiscard]] std::uint64_t measurement_number() const { return measurement_number_; }
  /// That measurement has been made, or given up.
  void measurement_ended() { measurement_ended_ = true; }
  /// The lanes have acted on all requests, and the current action is `kill app`.
  [[nodiscard]] bool at_end_of_app() const;

 private:
  struct FreshLanes {
    std::vector<LaneSpec> specs;  ///< how the lanes are to be
    std::uint32_t tempo_ms;
    std::vector<int> lane_processes_before;  ///< PIDs of the lane processes that are to be
                                             ///< replaced; empty: not requested yet
  };
  struct WaitForStart {};
  struct ClearNotes {};
  struct NoteStart {};
  using Job = std::variant<FreshLanes, WaitForStart, ClearNotes, NoteStart, Action>;
  using Lanes = std::vector<const LaneModel*>;

  void update_acknowledged(const Lanes& lanes, const Surroundings& around);
  [[nodiscard]] bool may_begin(const Job& job) const;

  /// Each does what is due of its job and returns whether the job is done.
  bool work_on(FreshLanes& fresh, const Lanes& lanes, const Surroundings& around);
  bool work_on(const WaitForStart& wait, const Lanes& lanes, const Surroundings& around);
  bool work_on(const ClearNotes& clear, const Lanes& lanes, const Surroundings& around);
  bool work_on(const NoteStart& start, const Lanes& lanes, const Surroundings& around);
  bool work_on(const Action& action, const Lanes& lanes, const Surroundings& around);
  bool perform(const SendRequest& act, const Lanes& lanes, const Surroundings& around);
  bool perform(const WaitUntil& act, const Lanes& lanes, const Surroundings& around);
  bool perform(const WaitTime& act, const Lanes& lanes, const Surroundings& around);
  bool perform(const KillApp& act, const Lanes& lanes, const Surroundings& around);
  bool perform(const MeasureLab& act, const Lanes& lanes, const Surroundings& around);
  bool perform(const TimeBatches& act, const Lanes& lanes, const Surroundings& around);

  std::vector<TimeBatches> take_lines_to_time();
  void pause_for_measurement(const Lanes& lanes, const Surroundings& around);
  void ask_for_fresh_lanes(FreshLanes& fresh, const Lanes& lanes, const Surroundings& around);
  bool send_corrections(const FreshLanes& fresh, const Lanes& lanes, const Surroundings& around);
  void ask(std::size_t place, const Request& request, const Surroundings& around);
  void report_trouble(const std::string& text, const Surroundings& around) const;
  [[nodiscard]] Lanes find_lanes(const Model& model) const;
  [[nodiscard]] bool job_is_late(const Surroundings& around) const;

  std::string file_;
  std::vector<std::string> lane_names_;
  std::vector<LaneIndex> lanes_;
  int cores_;
  std::uint64_t seed_;
  std::uint64_t rounds_limit_ns_ = BatchTimer::rounds_limit_ns_default;

  std::deque<Job> jobs_;
  bool job_begun_ = false;
  std::uint64_t job_since_ns_ = 0;
  std::optional<BatchTimer> timer_;
  std::uint64_t measurement_number_ = 0;
  bool measurement_ended_ = false;
  bool paused_ = false;                    ///< for the measurement
  std::vector<std::size_t> gates_opened_;  ///< places of the lanes that go on after it

  bool awaited_ = false;     ///< requests were sent, and the lanes may not have acted on them yet
  bool only_steps_ = false;  ///< they are all single steps, which need not wait for each other
  bool just_asked_ = false;  ///< a request was sent after the last update of the model
  std::uint64_t awaited_since_ns_ = 0;
};

}  // namespace sharedfate
