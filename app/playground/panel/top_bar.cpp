#include <fmt/format.h>

#include <vector>

#include "app/playground/panel/actions.h"
#include "app/playground/panel/panels.h"
#include "app/playground/panel/words.h"

namespace sharedfate {
namespace {

/// "the same work, primes, on five threads and on five processes"
std::string what_is_shown(const PanelContext& context) {
  if (context.view_state.open.code) {
    const LessonPlayer* const player = context.lesson_controller.player();
    return player != nullptr ? player->lesson().claim
                             : "your own code, line by line, on a real pool";
  }
  std::string text = fmt::format("the same work, {}, on",
                                 workload_row(context.view_state.controls.workload.id).name);
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
  std::string_view name, label;
  UserAction action;
  std::string_view hint;
};

constexpr TopButton leave_button{"lesson.leave", "list", Verb::leave, "Back to the list of demos."};
constexpr TopButton lesson_buttons[] = {
    leave_button,
    {"lesson.back", "back", Verb::back, "The choice, the vote or the step before."},
    {"lesson.reset", "again", Verb::reset_step, "This step from its beginning, with new lanes."},
    {"lesson.notes", "notes", Verb::show_notes, "The presenter's notes, and what comes next."},
    {"lesson.fold", "fold", Verb::fold_words, "The lanes alone, or with the words above them."},
};
constexpr TopButton labs_button{"top.labs", "labs", Verb::show_labs,
                                "The labs: races, locks, costs, measured on this machine."};
constexpr TopButton leave_labs_button{
    "labs.leave", "back", Verb::leave,
    "Back to the list of labs, and from there to where you were."};
constexpr TopButton code_button{"top.script", "code", Verb::show_code,
                                "Python of your own, line by line, on a real pool."};
constexpr TopButton common_buttons[] = {
    {"top.theme", "theme", Verb::switch_theme,
     "Light or dark: whichever the projector shows better."},
    {"top.smaller", "smaller", Verb::smaller_text, "Smaller text."},
    {"top.larger", "larger", Verb::larger_text, "Larger text, up to twice the size."},
    {"top.keys", "keys", Verb::show_keys, "All keys, on one sheet."},
};

std::vector<TopButton> buttons_of(const PanelContext& context) {
  const OpenViews& open = context.view_state.open;
  const AppMode mode = context.lesson_controller.mode();
  std::vector<TopButton> buttons;
  if (open.labs) {
    buttons.push_back(leave_labs_button);
  } else {
    if (mode == AppMode::lesson) {
      buttons.assign(std::begin(lesson_buttons), std::end(lesson_buttons));
    } else if (context.lesson_controller.player() != nullptr) {
      buttons.push_back(leave_button);
    }
    buttons.push_back(labs_button);
    if (mode == AppMode::free_play && !open.code) buttons.push_back(code_button);
  }
  buttons.insert(buttons.end(), std::begin(common_buttons), std::end(common_buttons));
  return buttons;
}

/// The key that does the same; empty: none does.
std::string_view key_of(const PanelContext& context, const TopButton& button) {
  const bool threads_take_it =
      button.action == Verb::reset_step && context.scope == KeyScope::lesson_stepping;
  return threads_take_it ? std::string_view{} : key_cap_of(button.action);
}

/// The app's name, and what is shown.
void draw_title(PanelContext& context, Rect line) {
  Ui& ui = context.ui;
  Canvas& canvas = ui.canvas();
  const bool labs = context.view_state.open.labs;
  const float name_width = canvas.text_width(TextRole::heading, "Shared Fate");
  canvas.text_in(line.cut_left(std::min(name_width, line.w), ui.units(16)), TextRole::heading,
                 ui.tone(Tone::text), "Shared Fate", Align::left, Overflow::shrink);
  std::string shown;
  if (labs) {
    shown = "labs: nothing shown here was known before it was measured";
  } else if (context.lesson_controller.mode() == AppMode::list) {
    shown = "choose a demo with the arrows, start it with F5";
  } else {
    shown = what_is_shown(context);
  }
  const float width = canvas.text_width(TextRole::label, shown);
  if (line.w < ui.units(120) || width * 0.7F > line.w) return;
  canvas.text_in(line.cut_left(width, ui.units(16)), TextRole::label, ui.tone(Tone::muted), shown,
                 Align::left, Overflow::shrink);
}

class TopBar : public Panel {
 public:
  /// In a lesson its buttons come when the pointer moves.
  [[nodiscard]] bool shown(const PanelContext& context) const override {
    return context.lesson_controller.mode() != AppMode::lesson || context.view_state.open.labs;
  }
  float height(PanelContext& context, float) override {
    return context.ui.units(context.ui.text_scale() > 1.4F ? 44 : 54);
  }
  void draw(PanelContext& context, const Rect& area) override;
};

}  // namespace

Rect draw_view_buttons(PanelContext& context, const Rect& area, float room) {
  Ui& ui = context.ui;
  Rect line = area;
  const std::vector<TopButton> buttons = buttons_of(context);
  const auto look = [&](const TopButton& each) {
    return ButtonLook{.kind = ButtonKind::quiet, .key = key_of(context, each), .focusable = false};
  };
  const float gap = ui.units(6);
  float with_words = 0;
  for (const TopButton& each : buttons) with_words += ui.button_width(each.label, look(each)) + gap;
  const bool words = with_words + room < area.w;
  const float tall = std::min(area.h - ui.units(4), ui.units(38));
  for (std::size_t i = buttons.size(); i-- > 0;) {
    const TopButton& each = buttons[i];
    // In a narrow bar the buttons show only their keys.
    const bool key_alone = !words && !look(each).key.empty();
    const std::string_view label = key_alone ? std::string_view{} : each.label;
    const float width = ui.button_width(label, look(each));
    if (width > line.w) break;
    Rect place = line.cut_right(width, gap);
    place = {place.x, place.centre().y - tall / 2, place.w, tall};
    if (ui.button(each.name, place, label, look(each))) context.act(each.action);
    context.hint_at(each.name, each.hint);
  }
  return line;
}

namespace {

void TopBar::draw(PanelContext& context, const Rect& area) {
  Ui& ui = context.ui;
  const float name_width = ui.canvas().text_width(TextRole::heading, "Shared Fate");
  Rect line = draw_view_buttons(context, area, name_width + ui.units(16));
  line.cut_right(ui.units(8));
  draw_title(context, line);
}

}  // namespace

std::unique_ptr<Panel> make_top_bar() { return std::make_unique<TopBar>(); }

}  // namespace sharedfate
