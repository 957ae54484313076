#include "app/playground/panel/key_table.h"

#include <algorithm>

namespace sharedfate {
namespace {

using enum KeyScope;

constexpr KeyScopes lesson_scopes = lesson | lesson_stepping;
constexpr KeyScopes lab_scopes = lab | lab_stepping | lab_memory;
constexpr KeyScopes lane_scopes = free_play | code;
constexpr KeyScopes outside_labs = list | lesson_scopes | lane_scopes;
constexpr KeyScopes everywhere = outside_labs | lab_list | lab_scopes;
constexpr KeyScopes scrolled = receipt | question;

constexpr std::string_view how_many_hands = "how many hands are up";

constexpr KeyRow rows[] = {
    // The list of demos and the list of labs.
    {Verb::next,
     list,
     {Key::page_down, Key::down, Key::tab},
     "PgDn",
     "the next demo (also ↓ tab)",
     true},
    {Verb::previous,
     list,
     {Key::page_up, Key::up, with_shift(Key::tab)},
     "PgUp",
     "the one before (also ↑ shift tab)",
     true},
    {Verb::next_chapter, list, {Key::right}, "→", "a chapter on, a chapter back", true},
    {Verb::previous_chapter, list, {Key::left}, "←", "a chapter on, a chapter back", true},
    {Verb::next,
     lab_list,
     {Key::page_down, Key::right, Key::tab},
     "PgDn",
     "the next lab (also → tab)",
     true},
    {Verb::previous,
     lab_list,
     {Key::page_up, Key::left, with_shift(Key::tab)},
     "PgUp",
     "the one before (also ← shift tab)",
     true},
    {Verb::next_row, lab_list, {Key::down}, "↓", "a row down, a row up", true},
    {Verb::previous_row, lab_list, {Key::up}, "↑", "a row down, a row up", true},
    {Verb::start,
     list,
     {Key::f5, Key::enter, Key::space},
     "F5",
     "start where the class stopped (also enter, space)"},
    {Verb::start_from_first_step, list, {Key::home}, "home", "start it from its first step"},
    {Verb::start, lab_list, {Key::f5, Key::enter, Key::space}, "F5", "open it (also enter, space)"},
    {Verb::first, lab_list, {Key::home}, "home", "the first lab"},

    // A step of a lesson: the keys of a clicker, and some more.
    {Verb::forward,
     lesson_scopes,
     {Key::page_down, Key::right, Key::down, Key::space, Key::enter},
     "PgDn",
     "on: hands up, discuss, run, next step (also → ↓ space)"},
    {Verb::back, lesson_scopes, {Key::page_up, Key::left, Key::up}, "PgUp", "back (also ← ↑)"},
    {Verb::run_step,
     lesson_scopes,
     {Key::f5, U's'},
     "F5",
     "run without a prediction, or measure again (also s)"},
    {{Verb::type_digit, 0}, lesson_scopes, {U'0'}, "0", how_many_hands},
    {{Verb::type_digit, 1}, lesson_scopes, {U'1'}, "1", how_many_hands},
    {{Verb::type_digit, 2}, lesson_scopes, {U'2'}, "2", how_many_hands},
    {{Verb::type_digit, 3}, lesson_scopes, {U'3'}, "3", how_many_hands},
    {{Verb::type_digit, 4}, lesson_scopes, {U'4'}, "4", how_many_hands},
    {{Verb::type_digit, 5}, lesson_scopes, {U'5'}, "5", how_many_hands},
    {{Verb::type_digit, 6}, lesson_scopes, {U'6'}, "6", how_many_hands},
    {{Verb::type_digit, 7}, lesson_scopes, {U'7'}, "7", how_many_hands},
    {{Verb::type_digit, 8}, lesson_scopes, {U'8'}, "8", how_many_hands},
    {{Verb::type_digit, 9}, lesson_scopes, {U'9'}, "9", how_many_hands},
    {Verb::erase_digit, lesson_scopes, {Key::backspace}, "backspace", "deletes the last digit"},
    {Verb::reset_step, lesson, {U'r'}, "r", "this step again, with new lanes"},
    {Verb::words_up, lesson_scopes, {Key::home}, "home", "the words up, the words down", true},
    {Verb::words_down, lesson_scopes, {Key::end}, "end", "the words up, the words down", true},
    {Verb::fold_words, lesson_scopes, {U'f'}, "f", "fold the words away"},
    {Verb::show_notes, lesson_scopes, {U'n'}, "n", "notes for the presenter, with a clock"},
    {Verb::show_presenter_window,
     list | lesson_scopes,
     {U'p'},
     "p",
     "notes and clock in a window of their own"},

    // Two threads that go by hand, in a lesson or in the labs.
    {Verb::a_goes, lesson_stepping | lab_stepping, {U'a'}, "a", "thread A goes, thread B goes"},
    {Verb::b_goes, lesson_stepping | lab_stepping, {U'b'}, "b", "thread A goes, thread B goes"},
    {Verb::undo,
     lesson_stepping | lab_stepping,
     {U'u', with_control(U'z')},
     "u",
     "takes the last step back"},
    {Verb::start_over, lesson_stepping | lab_stepping | lab_memory, {U'r'}, "r", "start over"},
    {Verb::page_down, lab_stepping, {Key::page_down}, "PgDn", "through the orders", true},
    {Verb::page_up, lab_stepping, {Key::page_up}, "PgUp", "through the orders", true},

    // Memory by hand.
    {Verb::write, lab_memory, {Key::enter, Key::space}, "enter", "the chosen worker writes"},
    {Verb::worker_left, lab_memory, {Key::left}, "←", "which worker writes", true},
    {Verb::worker_right, lab_memory, {Key::right}, "→", "which worker writes", true},
    {Verb::value_up, lab_memory, {Key::up}, "↑", "what it writes", true},
    {Verb::value_down, lab_memory, {Key::down}, "↓", "what it writes", true},
    {Verb::toggle_cell, lab_memory, {U's'}, "s", "the variable, or the shared cell"},
    {Verb::increment, lab_memory, {U'i'}, "i", "all of its kind add 1, many times"},

    // A lab that measures.
    {Verb::run_lab,
     lab,
     {Key::f5, Key::enter, Key::space},
     "F5",
     "measure with these settings (also enter, space)"},
    {Verb::cancel_lab, lab, {U'c'}, "c", "cancel: what was measured stays"},
    {Verb::page_down,
     lab,
     {Key::page_down},
     "PgDn",
     "through sentences and charts (also ↓ ↑)",
     true},
    {Verb::page_up, lab, {Key::page_up}, "PgUp", "through sentences and charts (also ↓ ↑)", true},
    {Verb::scroll_down, lab, {Key::down}, "↓", "", true},
    {Verb::scroll_up, lab, {Key::up}, "↑", "", true},
    {Verb::to_start, lab, {Key::home}, "home", "to their beginning, to their end"},
    {Verb::to_end, lab, {Key::end}, "end", "to their beginning, to their end"},

    // Free play.
    {Verb::toggle_run, free_play, {Key::space}, "space", "run, pause"},
    {Verb::step, free_play, {U'.'}, ".", "step: one task leaves each queue"},
    {Verb::reset, free_play, {U'r'}, "r", "reset: new processes, new tasks"},
    {Verb::add_tasks, free_play, {U'a'}, "a", "add tasks"},
    {Verb::slower, free_play, {U'[', Key::left}, "[", "tempo: slower, faster (also ← →)", true},
    {Verb::faster, free_play, {U']', Key::right}, "]", "tempo: slower, faster (also ← →)", true},
    {Verb::fewer_workers,
     free_play,
     {U'<', Key::down},
     "<",
     "fewer workers, more (also ↓ ↑)",
     true},
    {Verb::more_workers, free_play, {U'>', Key::up}, ">", "fewer workers, more (also ↓ ↑)", true},
    {Verb::next_workload, free_play, {U'w'}, "w", "next workload"},
    {Verb::next_policy, free_play, {U'p'}, "p", "what a pool of processes makes of a death"},
    {Verb::next_task_count, free_play, {U'c'}, "c", "number of tasks that are added"},
    {Verb::next_lane_count, free_play, {U'l'}, "l", "two, three, four lanes"},
    {Verb::next_switch_interval,
     free_play,
     {U'g'},
     "g",
     "how long a Python thread may keep the GIL"},
    {Verb::next_interpreter,
     free_play,
     {U'y'},
     "y",
     "the next Python interpreter of this computer"},
    {Verb::undo,
     free_play,
     {U'u', with_control(U'z')},
     "u",
     "takes the last change of a control back"},
    {Verb::next_worker,
     free_play,
     {Key::tab},
     "tab",
     "choose the next worker; with shift the one before",
     true},
    {Verb::previous_worker, free_play, {with_shift(Key::tab)}, "shift tab", "", true},
    {Verb::toggle_every_lane,
     free_play,
     {U'b'},
     "b",
     "hit the worker of that number in every lane"},
    {Verb::toggle_moment, free_play, {U'k'}, "k", "hit it now, or when it takes its next task"},
    {Verb::inject_chosen,
     free_play,
     {Key::enter},
     "enter",
     "inject the chosen fault into the chosen worker"},
    {Verb::inject, free_play, {U'1'}, "1", "inject the fault with that number"},
    {{Verb::inject, 1}, free_play, {U'2'}, "2", "inject the fault with that number"},
    {{Verb::inject, 2}, free_play, {U'3'}, "3", "inject the fault with that number"},
    {{Verb::inject, 3}, free_play, {U'4'}, "4", "inject the fault with that number"},
    {{Verb::inject, 4}, free_play, {U'5'}, "5", "inject the fault with that number"},
    {{Verb::inject, 5}, free_play, {U'6'}, "6", "inject the fault with that number"},
    {{Verb::inject, 6}, free_play, {U'7'}, "7", "inject the fault with that number"},
    {{Verb::inject, 7}, free_play, {U'8'}, "8", "inject the fault with that number"},
    {{Verb::inject, 8}, free_play, {U'9'}, "9", "inject the fault with that number"},
    {{Verb::inject, 9}, free_play, {U'0'}, "0", "inject the fault with that number"},
    {Verb::next_fault_page, free_play, {U'm'}, "m", "more faults: turn the page of the palette"},
    {Verb::edit_fault_spec,
     free_play,
     {U'v'},
     "v",
     "a fault in words: type it, or paste it with Ctrl+V; enter injects"},
    {Verb::restart_lanes, lane_scopes, {U'n'}, "n", "restart the lanes that are dead"},

    // Python of a person's own.
    {Verb::show_code, free_play, {U's'}, "s", "Python of your own"},
    {Verb::run_or_hold,
     code | typing_code | question,
     {Key::f5},
     "F5",
     "run the code, or hold it at its next line"},
    {Verb::step, code, {U'.'}, ".", "step: one line, or one task"},
    {Verb::stop, code, {U'q'}, "q", "end every process of the code"},
    {Verb::show_code, code, {U's'}, "s", "close the code"},

    // What can be opened from nearly everywhere.
    {Verb::toggle_details, lesson_scopes, {U'd'}, "d", "the picture, or all that the kernel says"},
    {Verb::toggle_details, lane_scopes, {U'd'}, "d", "all about the last death, or one line"},
    {Verb::show_receipt,
     outside_labs,
     {U'e'},
     "e",
     "the receipt: what died, what was left, how to repeat it"},
    {Verb::show_labs, outside_labs, {U'x'}, "x", "the labs: races, locks and costs, measured"},
    {Verb::blank, list | lesson, {U'.', U'b'}, ".", "blank; any key brings it back (also b)"},
    {Verb::blank,
     lesson_stepping | lab_list | lab_scopes,
     {U'.'},
     ".",
     "blank; any key brings it back"},
    {Verb::switch_theme, everywhere, {U't'}, "t", "light or dark"},
    {Verb::larger_text, everywhere, {U'+', U'='}, "+", "larger text, smaller text"},
    {Verb::smaller_text, everywhere, {U'-', U'−'}, "−", "larger text, smaller text"},
    {Verb::show_keys, everywhere, {U'?'}, "?", "open and close this sheet"},
    {Verb::leave, lesson_scopes, {Key::escape}, "esc", "the list of demos"},
    {Verb::leave, lane_scopes, {Key::escape}, "esc", ""},
    {Verb::leave, lab_scopes, {Key::escape}, "esc", "the list of labs"},
    {Verb::leave, lab_list, {Key::escape}, "esc", "where you were before"},

    // Sheets.
    {Verb::leave, keys_sheet, {Key::escape, U'?'}, "esc", ""},
    {Verb::leave, receipt, {Key::escape, U'e'}, "esc", ""},
    {Verb::decline, question, {Key::escape}, "esc", "leave the code: it does not run"},
    {Verb::scroll_down,
     scrolled,
     {Key::down},
     "↓",
     "through the text (also PgDn, PgUp, home, end)",
     true},
    {Verb::scroll_up,
     scrolled,
     {Key::up},
     "↑",
     "through the text (also PgDn, PgUp, home, end)",
     true},
    {Verb::page_down, scrolled, {Key::page_down}, "PgDn", "", true},
    {Verb::page_up, scrolled, {Key::page_up}, "PgUp", "", true},
    {Verb::to_start, scrolled, {Key::home}, "home", "", true},
    {Verb::to_end, scrolled, {Key::end}, "end", "", true},
};

bool fits(const KeyStroke& stroke, const KeyPress& press) {
  if (stroke == KeyStroke{}) return false;
  if (stroke.control) return press.chord == stroke.character && !press.shift;
  return press.chord == 0 && press.key == stroke.key && press.shortcut == stroke.character &&
         (press.key != Key::tab || press.shift == stroke.shift);
}

}  // namespace

std::span<const KeyRow> key_rows() { return rows; }

const KeyRow* find_key_row(KeyScope scope, const KeyPress& press) {
  for (const KeyRow& row : rows) {
    if (row.scopes.has(scope) && (row.repeats || !press.repeat) &&
        std::any_of(row.strokes.begin(), row.strokes.end(),
                    [&](const KeyStroke& stroke) { return fits(stroke, press); }))
      return &row;
  }
  return nullptr;
}

std::string_view key_cap_of(UserAction action) {
  for (const KeyRow& row : rows) {
    if (row.action == action) return row.cap;
  }
  return {};
}

}  // namespace sharedfate
