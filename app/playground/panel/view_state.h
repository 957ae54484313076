#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "app/playground/draw/chart.h"
#include "app/playground/panel/labs_view_state.h"
#include "app/playground/panel/script_view_state.h"
#include "app/playground/window/window_options.h"
#include "core/fault/fault.h"
#include "core/lesson/lesson.h"
#include "core/model/event.h"

namespace sharedfate {

/// Python's default.
constexpr std::uint32_t switch_interval_at_start_us = 5'000;

/// What the user has chosen. View state only: the state of the lanes is in the model.
struct ViewState {
  explicit ViewState(const WindowOptions& options);

  /// Resets what belonged to other lanes. `lesson`: the one that was opened; nullptr: the list.
  void enter(const Lesson* lesson);
  /// Resets what belonged to another step.
  void follow_step(int step);

  WorkloadSpec workload;
  std::uint64_t tasks;  ///< number of tasks that "Add" submits
  std::uint32_t tempo_ms;
  std::uint32_t deadline_ms;  ///< of a task
  bool use_namespaces;
  std::uint32_t switch_interval_us = 5'000;  ///< of Python's threads
  int workers;
  bool running;  ///< whether the gates are to be open
  std::uint64_t seed;

  FaultId fault = FaultId::segv;  ///< injected by a click on a worker
  std::size_t fault_page = 0;     ///< page of the palette; all pages use the same keys
  bool every_lane = false;        ///< faults go to the worker of that number in every lane
  bool at_next_task = false;      ///< faults wait for the worker's next task
  LaneIndex lane = 0;             ///< of the chosen worker
  int worker = 1;
  bool details_open = false;  ///< show the whole crash card of a death that others survived
  bool keys_open = false;
  bool receipt_open = false;
  float receipt_scroll = 0;       ///< pixels
  bool blank = false;             ///< the screen is blank, so that the class looks at the teacher
  bool notes_open = false;        ///< the presenter's strip
  bool lesson_folded = false;     ///< the lanes have the whole width; the words are hidden
  float lesson_scroll = 0;        ///< pixels
  FindingsView findings;          ///< of what the step has measured in a lab
  ChartView chart;                ///< view of the step's chart
  int lesson_step = 0;            ///< the step that the scroll position belongs to
  std::size_t lesson_choice = 0;  ///< index in the list of lessons
  int last_vote = -1;             ///< the choice that Backspace takes a vote from; -1: none
  int dragged_fault = -1;         ///< index in faults(); -1: none is being dragged

  void open_receipt() {
    receipt_open = true;
    receipt_scroll = 0;
  }
  /// A fault spec while it is being typed or pasted.
  struct FaultSpecField {
    bool open = false;  ///< the field takes all keys
    std::string text, mistake;
  };
  FaultSpecField fault_spec;
  LabsViewState labs;
  ScriptViewState script;
  void open_fault_spec_field() { fault_spec = {.open = true, .text = {}, .mistake = {}}; }

  /// Whether a sheet covers the window and takes all keys.
  [[nodiscard]] bool sheet_open() const { return keys_open || receipt_open; }
  /// Whether keys are the panels' shortcuts: not below a sheet, while text is typed, or while the
  /// question about a demo's code is open.
  [[nodiscard]] bool keys_free() const {
    return !sheet_open() && !fault_spec.open && !script.typing && script.asked.empty();
  }

  std::string hint;  ///< describes what is under the pointer; rebuilt in each frame

  /// What to send to a lane once the holder of its queue runs: before that it takes no requests.
  struct Preparation {
    bool waiting = true;
    bool submit = true;           ///< send tasks, because it starts with an empty queue
    int lane_process_before = 0;  ///< PID of the lane process that must be gone first; 0: none
  };
  std::vector<Preparation> preparations;  ///< by lane
};

}  // namespace sharedfate
