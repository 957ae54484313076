#pragma once

#include <cstdint>

namespace sharedfate {

/// What a person can ask for. A key, a control and a test ask for the same values; what each does
/// is decided in Playground::act() and in Panel::act().
enum class Verb : std::uint8_t {
  // Everywhere.
  switch_theme,
  larger_text,
  smaller_text,
  show_keys,
  show_receipt,
  show_labs,
  show_code,
  show_notes,
  show_presenter_window,
  fold_words,
  blank,
  leave,  ///< what is open: a sheet, a lab, the labs, a demo

  // In lists, and in what can be scrolled.
  next,
  previous,
  next_row,
  previous_row,
  next_chapter,
  previous_chapter,
  first,
  start,
  start_from_first_step,
  scroll_down,
  scroll_up,
  page_down,
  page_up,
  to_start,
  to_end,

  // In a lesson.
  reset_step,  ///< from its beginning, with new lanes
  forward,
  back,
  run_step,
  words_up,
  words_down,
  vote,            ///< one hand more; number: the choice, from 0
  take_vote_back,  ///< one hand less; number: the choice, from 0
  type_digit,      ///< of the number of hands; number: the digit
  erase_digit,

  // On the lanes.
  toggle_run,
  step,
  reset,
  add_tasks,
  slower,
  faster,
  fewer_workers,
  more_workers,
  next_workload,
  next_policy,
  next_task_count,
  next_lane_count,
  next_switch_interval,
  next_interpreter,
  next_worker,
  previous_worker,
  toggle_every_lane,
  toggle_moment,
  inject_chosen,
  inject,  ///< number: the fault's place on the open page of the palette, from 0
  next_fault_page,
  edit_fault_spec,
  restart_lanes,
  toggle_details,
  undo,

  // In the code view.
  run_or_hold,
  stop,
  decline,  ///< to run the code in question

  // In a lab.
  run_lab,
  cancel_lab,
  start_over,  ///< what goes by hand, from its beginning
  a_goes,
  b_goes,
  write,
  increment,
  toggle_cell,
  worker_right,
  worker_left,
  value_up,
  value_down,
};

/// A verb and, for some, a number.
struct UserAction {
  // NOLINTNEXTLINE(google-explicit-constructor): a verb alone is an action
  constexpr UserAction(Verb what, int which = 0) : verb(what), number(which) {}
  Verb verb;
  int number;
  friend bool operator==(const UserAction&, const UserAction&) = default;
};

}  // namespace sharedfate
