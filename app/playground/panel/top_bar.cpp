#include <fmt/format.h>

#include <vector>

#include "app/playground/panel/actions.h"
#include "app/playground/panel/lab_view.h"
#include "app/playground/panel/script_actions.h"
#include "app/playground/panel/words.h"

namespace sharedfate {
namespace {

constexpr float text_scale_step = 0.25F;

/// "the same work, primes, on five threads and on five processes"
std::string what_is_shown(const PanelContext& context) {
  if (context.view_state.script.open) {
    const bool brought =
        !context.view_state.script.brought_by().empty() && context.lesson_controller.player();
    return brought ? context.lesson_controller.player()->lesson().claim
                   : "your own code, line by line, on a real pool";
  }
  std::string text =
      fmt::format("the same work, {}, on", workload_row(context.view_state.workload.id).name);
  bool first = true;
  for (const LaneIndex index : open_lanes(context.model)) {
    const LaneModel& lane = context.model.lanes[static_cast<std::size_t>(index)];
    const auto workers = static_cast<std::uint64_t>(std::max(1, lane.spec.workers));
    const bool threads = lane_kind_row(lane.spec.kind).one_address_space;
    const std::string noun =
        threads ? (workers == 1 ? "thread" : "threads") : (workers == 1 ? "process" : "processes");
    text += fmt::format("{} {} {}", first ? "" : " and on", number_word(workers), noun);
    first = false;
  }
  return first ? "" : text;
}

struct TopButton {
  std::string_view name, label, key, hint;
  void (*act)(PanelContext& context);
  bool (*pressed)(PanelContext& context);  ///< null: its key is handled elsewhere
};

void change_text_scale(PanelContext& context, float difference) {
  context.ui.ask(SetTextScale{context.ui.text_scale() + difference});
}

constexpr TopButton leave_button{"lesson.leave",
                                 "list",
                                 "esc",
                                 "Back to the list of demos.",
                                 [](PanelContext& context) { context.ui.ask(LeaveLesson{}); },
                                 nullptr};
constexpr TopButton lesson_buttons[] = {
    leave_button,
    {"lesson.reset", "again", "r", "This step from its beginning, with new lanes.",
     [](PanelContext& context) { context.ui.ask(ResetStep{}); }, nullptr},
    {"lesson.notes", "notes", "n", "The presenter's notes, and what comes next.",
     [](PanelContext& context) { context.view_state.notes_open = !context.view_state.notes_open; },
     nullptr},
    {"lesson.fold", "fold", "f", "The lanes alone, or with the words beside them.",
     [](PanelContext& context) {
       context.view_state.lesson_folded = !context.view_state.lesson_folded;
     },
     nullptr},
};
constexpr TopButton labs_button{"top.labs",
                                "labs",
                                "x",
                                "The labs: races, locks, costs, measured on this machine.",
                                [](PanelContext& context) { context.view_state.labs.open = true; },
                                [](PanelContext& context) { return context.key(U'x'); }};
/// Leaves the open lab, then the labs; the panel handles the key.
constexpr TopButton leave_labs_button{
    "labs.leave", "back", "esc", "Back to the list of labs, and from there to where you were.",
    leave_labs,   nullptr};
constexpr TopButton script_button{"top.script",
                                  "code",
                                  "s",
                                  "Python of your own, line by line, on a real pool.",
                                  toggle_script_view,
                                  [](PanelContext& context) { return context.key(U's'); }};
constexpr TopButton common_buttons[] = {
    {"top.theme", "theme", "t", "Light or dark: whichever the projector shows better.",
     [](PanelContext& context) {
       const bool dark = context.ui.theme() == ThemeName::dark;
       context.ui.ask(SetTheme{dark ? ThemeName::light : ThemeName::dark});
     },
     [](PanelContext& context) { return context.key(U't'); }},
    {"top.smaller", "smaller", "−", "Smaller text.",
     [](PanelContext& context) { change_text_scale(context, -text_scale_step); },
     [](PanelContext& context) { return context.key(U'-') || context.key(U'−'); }},
    // '=' is the plus key without Shift.
    {"top.larger", "larger", "+", "Larger text, up to twice the size.",
     [](PanelContext& context) { change_text_scale(context, text_scale_step); },
     [](PanelContext& context) { return context.key(U'+') || context.key(U'='); }},
    {"top.keys", "keys", "?", "All keys, on one sheet.",
     [](PanelContext& context) { context.view_state.keys_open = !context.view_state.keys_open; },
     [](PanelContext& context) { return context.key(U'?'); }},
};

std::vector<TopButton> buttons_of(const PanelContext& context) {
  std::vector<TopButton> buttons;
  if (context.view_state.labs.open) {
    buttons.push_back(leave_labs_button);
    buttons.insert(buttons.end(), std::begin(common_buttons), std::end(common_buttons));
    return buttons;
  }
  if (context.lesson_controller.mode() == AppMode::lesson) {
    buttons.assign(std::begin(lesson_buttons), std::end(lesson_buttons));
  } else if (context.lesson_controller.player() != nullptr) {
    buttons.push_back(leave_button);
  }
  buttons.push_back(labs_button);
  if (context.lesson_controller.mode() == AppMode::free_play && !context.view_state.script.open)
    buttons.push_back(script_button);
  buttons.insert(buttons.end(), std::begin(common_buttons), std::end(common_buttons));
  return buttons;
}

/// A dot for each step of the lesson; that of the open one is wide.
void draw_progress(PanelContext& context, const Rect& area) {
  Ui& ui = context.ui;
  const LessonPlayer& player = *context.lesson_controller.player();
  const auto count = static_cast<int>(player.lesson().steps.size());
  const float dot = ui.units(10), wide = ui.units(28), gap = ui.units(8);
  float x = area.right() - (dot + gap) * static_cast<float>(count - 1) - wide;
  if (x < area.x) return;
  for (int step = 0; step < count; ++step) {
    const bool open = step == player.step_index();
    const Rect place{x, area.centre().y - dot / 2, open ? wide : dot, dot};
    const Tone tone = open ? Tone::text : (step < player.step_index() ? Tone::muted : Tone::line);
    ui.canvas().fill(place, ui.tone(tone), dot / 2);
    x = place.right() + gap;
  }
}

/// The app's name, and what is shown.
void draw_title(PanelContext& context, Rect line) {
  Ui& ui = context.ui;
  Canvas& canvas = ui.canvas();
  const bool labs = context.view_state.labs.open;
  const bool lesson = context.lesson_controller.mode() == AppMode::lesson && !labs;
  const float name_width = canvas.text_width(TextRole::heading, "Shared Fate");
  if (!lesson || line.w > name_width * 3) {
    canvas.text_in(line.cut_left(std::min(name_width, line.w), ui.units(16)), TextRole::heading,
                   ui.tone(Tone::text), "Shared Fate", Align::left, Overflow::shrink);
  }
  std::string shown;
  if (labs) {
    shown = "labs: nothing shown here was known before it was measured";
  } else if (lesson) {
    shown = context.lesson_controller.player()->lesson().title;
  } else if (context.lesson_controller.mode() == AppMode::list) {
    shown = "choose a demo with the arrows, start it with F5";
  } else {
    shown = what_is_shown(context);
  }
  const float width = canvas.text_width(TextRole::label, shown);
  if (line.w < ui.units(120) || width * 0.7F > line.w) return;
  canvas.text_in(line.cut_left(width, ui.units(16)), TextRole::label, ui.tone(Tone::muted), shown,
                 Align::left, Overflow::shrink);
  if (lesson) draw_progress(context, line);
}

float height(PanelContext& context, float) {
  return context.ui.units(context.ui.text_scale() > 1.4F ? 44 : 54);
}

void draw(PanelContext& context, const Rect& area) {
  Ui& ui = context.ui;
  Rect line = area;
  const std::vector<TopButton> buttons = buttons_of(context);
  // In a narrow bar the buttons show only their keys.
  const auto look = [](const TopButton& each) {
    return ButtonLook{.kind = ButtonKind::quiet, .key = each.key, .focusable = false};
  };
  const float gap = ui.units(6);
  float with_words = 0;
  for (const TopButton& each : buttons) with_words += ui.button_width(each.label, look(each)) + gap;
  const float name_width = ui.canvas().text_width(TextRole::heading, "Shared Fate");
  const bool words = with_words + name_width + ui.units(16) < area.w;
  const float tall = std::min(area.h - ui.units(4), ui.units(38));
  for (std::size_t i = buttons.size(); i-- > 0;) {
    const TopButton& each = buttons[i];
    const std::string_view label = words ? each.label : std::string_view{};
    Rect place = line.cut_right(ui.button_width(label, look(each)), gap);
    place = {place.x, place.centre().y - tall / 2, place.w, tall};
    const bool clicked = ui.button(each.name, place, label, look(each));
    if (ui.widget_under_pointer() == each.name) context.view_state.hint = each.hint;
    if (clicked || (each.pressed != nullptr && each.pressed(context))) each.act(context);
  }
  line.cut_right(ui.units(8));
  draw_title(context, line);
}

}  // namespace

const Panel top_bar_panel{
    .name = "top", .place = Panel::Place::top, .height = height, .draw = draw, .in_labs = true};

}  // namespace sharedfate
