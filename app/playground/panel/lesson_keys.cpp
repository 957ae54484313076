#include "app/playground/panel/lesson_keys.h"

#include "app/playground/draw/chart.h"

namespace sharedfate {
namespace {

bool any_key(Ui& ui) {
  for (const KeyPress& press : ui.input().keys) {
    if (!press.repeat && !press.taken) return true;
  }
  return false;
}

void take_all_keys(Ui& ui) {
  const std::vector<KeyPress> keys = ui.input().keys;
  for (const KeyPress& press : keys) {
    if (press.key != Key::none) {
      (void)ui.take_key(press.key);
    } else {
      (void)ui.take_key(press.shortcut);
    }
  }
}

/// While the screen is blank, any key only ends that. Returns whether it was blank.
bool end_blank(PanelContext& context) {
  if (!context.view_state.blank) return false;
  if (any_key(context.ui)) {
    context.view_state.blank = false;
    take_all_keys(context.ui);
  }
  return true;
}

void take_votes(PanelContext& context) {
  const LessonPlayer& player = *context.lesson_controller.player();
  const auto& prediction = player.step().prediction;
  const int choices = prediction.empty() ? 0 : static_cast<int>(prediction.front().choices.size());
  for (int choice = 0; choice < choices; ++choice) {
    while (context.key(static_cast<char32_t>(U'1' + choice))) {
      context.ui.ask(Vote{choice, 1});
      context.view_state.last_vote = choice;
    }
  }
  if (context.key(Key::backspace) && context.view_state.last_vote >= 0)
    context.ui.ask(Vote{context.view_state.last_vote, -1});
}

/// Whether r and b belong to the threads that the step shows.
bool goes_by_hand(const PanelContext& context) {
  return context.lesson_controller.mode() == AppMode::lesson &&
         context.lesson_controller.player()->step().view == StepView::interleaving;
}

void move_on(PanelContext& context) {
  Ui& ui = context.ui;
  const auto is_taken = [arrows = chart_has_arrow_keys(ui, speedup_chart_name)](Key key) {
    return arrows && (key == Key::left || key == Key::right || key == Key::up || key == Key::down);
  };
  for (const Key forward : {Key::page_down, Key::right, Key::down, Key::space}) {
    if (!is_taken(forward) && context.key(forward)) ui.ask(LessonForward{});
  }
  // With the focus on a choice, Enter clicks that choice.
  if (ui.focused().empty() && context.key(Key::enter)) ui.ask(LessonForward{});
  for (const Key back : {Key::page_up, Key::left, Key::up}) {
    if (!is_taken(back) && context.key(back)) ui.ask(LessonBack{});
  }
  if (context.key(Key::f5) || context.key(U's')) ui.ask(SkipPrediction{});
  if (!goes_by_hand(context) && context.key(U'r')) ui.ask(ResetStep{});
  if (context.key(Key::escape)) ui.ask(LeaveLesson{});
}

}  // namespace

void play_lesson_keys(PanelContext& context) {
  if (context.view_state.labs.open) {
    // The '.' of a clicker blanks the screen here, too; b means worker B.
    if (!end_blank(context) && context.key(U'.')) context.view_state.blank = true;
    return;
  }
  if (context.lesson_controller.mode() == AppMode::free_play) {
    if (context.lesson_controller.player() != nullptr && context.key(Key::escape))
      context.ui.ask(LeaveLesson{});
    return;
  }
  if (end_blank(context)) return;
  if (context.key(U'.') || (!goes_by_hand(context) && context.key(U'b'))) {
    context.view_state.blank = true;
    return;
  }
  if (context.key(U'p')) context.ui.ask(TogglePresenterWindow{});
  if (context.lesson_controller.mode() != AppMode::lesson) return;
  take_votes(context);
  move_on(context);
  if (context.key(U'n')) context.view_state.notes_open = !context.view_state.notes_open;
  if (context.key(U'f')) context.view_state.lesson_folded = !context.view_state.lesson_folded;
}

}  // namespace sharedfate
