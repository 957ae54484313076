#pragma once

#include <cstdint>
#include <deque>
#include <vector>

#include "app/playground/window/window_options.h"
#include "core/fault/fault.h"
#include "core/lesson/lesson.h"
#include "core/model/event.h"

// What panels share. Everything else that is on screen belongs to the panel that shows it; the
// state of the lanes is in the model.
namespace sharedfate {

/// Python's default.
constexpr std::uint32_t switch_interval_at_start_us = 5'000;

/// What the controls of free play are set to. A value: undo sets an earlier one.
struct Controls {
  WorkloadSpec workload;
  std::uint64_t tasks = 0;  ///< number of tasks that "Add" submits
  std::uint32_t tempo_ms = 0;
  std::uint32_t switch_interval_us = switch_interval_at_start_us;  ///< of Python's threads
  int workers = 5;
  PolicyId policy = PolicyId::pool;
  bool every_lane = false;    ///< faults go to the worker of that number in every lane
  bool at_next_task = false;  ///< faults wait for the worker's next task

  friend bool operator==(const Controls&, const Controls&) = default;
};

/// The fault and the worker that were chosen last.
struct ChosenFault {
  FaultId fault = FaultId::segv;
  LaneIndex lane = 0;
  int worker = 1;
};

/// What the open lanes were opened with.
struct LaneSettings {
  std::uint64_t seed = 0;
  std::uint32_t deadline_ms = 0;  ///< of a task
  bool use_namespaces = true;
};

/// Which views are open.
struct OpenViews {
  bool labs = false;          ///< in place of everything else
  bool code = false;          ///< the code view, beside the lanes of free play
  bool keys = false;          ///< the sheet of keys
  bool receipt = false;       ///< the sheet with the receipt
  bool blank = false;         ///< the screen is blank, so that the class looks at the teacher
  bool notes = false;         ///< the presenter's strip
  bool words_folded = false;  ///< the lanes have the whole width; the lesson's words are hidden
  /// In a demo: the lanes with all that the kernel says of them, in place of the picture. In free
  /// play: the whole card of a death that others survived.
  bool details = false;

  /// Whether a sheet covers the window and takes all keys.
  [[nodiscard]] bool sheet() const { return keys || receipt; }
};

/// What to send to each lane once the holder of its queue runs: before that it takes no requests.
struct LanePreparation {
  bool waiting = true;
  bool submit = true;           ///< send tasks, because it starts with an empty queue
  int lane_process_before = 0;  ///< PID of the lane process that must be gone first; 0: none
};

/// What undo brings back.
struct ControlsBefore {
  Controls controls;
  std::vector<int> workers;   ///< by lane, as ViewState::workers
  std::uint64_t gesture = 0;  ///< Ui::gesture() that changed them; 0: something else did
};

struct ViewState {
  explicit ViewState(const WindowOptions& options);

  /// Resets what belonged to other lanes. `lesson`: the one that was opened; nullptr: the list.
  void enter(const Lesson* lesson);

  Controls controls;
  ChosenFault target;
  LaneSettings lanes;
  bool running;  ///< whether the gates are to be open
  OpenViews open;
  std::vector<LanePreparation> preparations;  ///< by lane
  std::vector<int> workers;  ///< by lane: how many it is to have, or, if it awaits nothing, has
  std::deque<ControlsBefore> controls_before;  ///< for undo, the latest last
};

}  // namespace sharedfate
