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

/// What every interpreter starts with.
constexpr std::uint32_t switch_interval_at_start_us = 5'000;

/// What the person at the desk has chosen. View state only: what is true of the lanes is in the
/// model.
struct ViewState {
  explicit ViewState(const WindowOptions& options);

  /// Clears away what belonged to other lanes. `lesson`: the one that was opened; nullptr: the list
  /// was.
  void enter(const Lesson* lesson);
  /// What belonged to another step no longer counts.
  void follow_step(int step);

  WorkloadSpec workload;
  std::uint64_t tasks;  ///< that one press of "add" submits
  std::uint32_t tempo_ms;
  std::uint32_t deadline_ms;  ///< of a task
  bool use_namespaces;
  std::uint32_t switch_interval_us =
      5'000;  ///< of Python's threads; what an interpreter starts with
  int workers;
  bool running;  ///< whether the gates shall be open
  std::uint64_t seed;

  FaultId fault = FaultId::segv;  ///< what a click on a worker injects
  std::size_t fault_page = 0;     ///< which faults the palette shows: each page has the same keys
  bool every_lane = false;        ///< into the worker of that number in every lane
  bool at_next_task = false;      ///< when that worker takes its next task, not at once
  LaneIndex lane = 0;             ///< the chosen worker
  int worker = 1;
  bool details_open = false;  ///< the whole crash card of a death that others survived
  bool keys_open = false;
  bool receipt_open = false;
  float receipt_scroll = 0;       ///< pixels
  bool blank = false;             ///< nothing is shown, so that the room looks at the teacher
  bool notes_open = false;        ///< the presenter's strip
  bool lesson_folded = false;     ///< the lanes have the whole width
  float lesson_scroll = 0;        ///< pixels
  FindingsView findings;          ///< of what the step has measured in a lab
  ChartView chart;                ///< which figure of the step's chart is looked at
  int lesson_step = 0;            ///< that the scroll belongs to
  std::size_t lesson_choice = 0;  ///< in the list of lessons
  int last_vote = -1;             ///< the choice that Backspace takes a hand from; -1: none
  int dragged_fault = -1;         ///< index in faults(); -1: none is being dragged

  void open_receipt() {
    receipt_open = true;
    receipt_scroll = 0;
  }
  /// A fault in words, as it is being typed or pasted.
  struct FaultSpecField {
    bool open = false;  ///< it has the keys to itself
    std::string text, mistake;
  };
  FaultSpecField fault_spec;
  LabsViewState labs;
  ScriptViewState script;
  void open_fault_spec_field() { fault_spec = {.open = true, .text = {}, .mistake = {}}; }

  /// Something lies over the whole window and has the keys to itself.
  [[nodiscard]] bool sheet_open() const { return keys_open || receipt_open; }
  /// Whether keys are the panels' shortcuts: not while text is typed, while the question about a
  /// demo's code is open, or below a sheet.
  [[nodiscard]] bool keys_free() const {
    return !sheet_open() && !fault_spec.open && !script.typing && script.asked.empty();
  }

  std::string hint;  ///< what the thing under the pointer does; made anew in each frame

  /// What a lane has yet to be told once its queue's holder lives: a lane takes no requests before.
  struct Preparation {
    bool waiting = true;
    bool submit = true;           ///< it starts with an empty queue
    int lane_process_before = 0;  ///< the process that shall be gone; 0: none
  };
  std::vector<Preparation> preparations;  ///< by lane
};

}  // namespace sharedfate
