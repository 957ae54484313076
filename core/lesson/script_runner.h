#pragma once

#include <deque>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "core/lab/addressed_request.h"
#include "core/lesson/batch_timer.h"
#include "core/lesson/fact.h"
#include "core/lesson/lesson.h"
#include "core/model/model.h"

namespace sharedfate {

/// Does the actions of scripts one after the other, each once the one before it has been acted on.
/// Pure, like the player that owns it: the clock and the model come in, requests go out.
class ScriptRunner {
 public:
  /// `lanes`: where the lesson's lanes are in the lab, by their place. `cores`: of the machine.
  ScriptRunner(const Lesson& lesson, std::vector<LaneIndex> lanes, int cores);

  // What is added is done after what was added before.

  /// Empty lanes with new, ready workers and closed gates, as the lesson's front matter says.
  void add_fresh_lanes(const Lesson& lesson);
  /// Waits until no lane is on its way to life any more.
  void add_wait_for_start();
  /// What is noted of the lanes counts from here on.
  void add_clear_notes();
  /// The set-up is done: notes who is alive.
  void add_note_start();
  void add(const std::vector<Action>& actions);
  /// Drops what is left to do.
  void clear();
  /// Drops the action at work.
  void skip_action();

  struct Surroundings {
    const Model& model;
    std::uint64_t now_ns;
    std::vector<LaneMeasurement>& notes;
    std::vector<AddressedRequest>& requests;
    std::vector<std::string>& troubles;  ///< "FILE:LINE: ..."
    std::span<const Measurement> labs = {};
  };
  /// Does what is due at this moment.
  void update(const Surroundings& around);

  /// Everything has been done and acted on.
  [[nodiscard]] bool idle() const { return jobs_.empty() && !awaited_; }
  /// nullptr: none is at work.
  [[nodiscard]] const Action* current_action() const;
  /// "FILE:LINE: TEXT", of the action at work.
  [[nodiscard]] std::string located(const std::string& text) const;
  /// What conditions read. Valid while `model` and `notes` are.
  [[nodiscard]] Measured measured(const Model& model,
                                  const std::vector<LaneMeasurement>& notes) const;
  /// The measurement that is at work and waits for whoever makes it; nullptr: none.
  [[nodiscard]] const MeasureLab* wants_measurement() const;
  /// Which one that is, counted from 1.
  [[nodiscard]] std::uint64_t measurement_number() const { return measurement_number_; }
  /// It has been made, or given up.
  void measurement_ended() { measurement_ended_ = true; }
  /// All that was asked before has been acted on, and what comes next is the app's own end.
  [[nodiscard]] bool at_end_of_app() const;

 private:
  struct FreshLanes {
    std::vector<LaneSpec> specs;  ///< how the lanes shall be
    std::uint32_t tempo_ms;
    std::vector<int>
        lane_processes_before;  ///< the processes that are to be gone; empty: not asked yet
  };
  struct WaitForStart {};
  struct ClearNotes {};
  struct NoteStart {};
  using Job = std::variant<FreshLanes, WaitForStart, ClearNotes, NoteStart, Action>;
  using Lanes = std::vector<const LaneModel*>;

  void look_whether_heard(const Lanes& lanes, const Surroundings& around);
  [[nodiscard]] bool may_begin(const Job& job) const;

  /// Each does what is due of its job and says whether it is done with it.
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

  std::deque<Job> jobs_;
  bool job_begun_ = false;
  std::uint64_t job_since_ns_ = 0;
  std::optional<BatchTimer> timer_;
  std::uint64_t measurement_number_ = 0;
  bool measurement_ended_ = false;

  bool awaited_ = false;     ///< something was asked for and may not have been acted on
  bool only_steps_ = false;  ///< ... and that were single steps, of which any number can be asked
  bool just_asked_ = false;  ///< since the model was last brought up to date
  std::uint64_t awaited_since_ns_ = 0;
};

}  // namespace sharedfate
