#include <fmt/format.h>

#include "app/playground/panel/actions.h"
#include "app/playground/panel/words.h"

namespace sharedfate {
namespace {

constexpr float text_scale_step = 0.25F;

/// "the same 100 tasks on five threads and on five processes"
std::string what_is_shown(const PanelContext& context) {
  std::string text =
      fmt::format("the same work, {}, on", workload_row(context.desk.workload.id).name);
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
};
constexpr TopButton buttons[] = {
    {"top.theme", "theme", "t", "Light or dark: whichever the projector shows better."},
    {"top.smaller", "smaller", "−", "Smaller text."},
    {"top.larger", "larger", "+", "Larger text, up to twice the size."},
    {"top.keys", "keys", "?", "All keys, on one sheet."},
};

void act(PanelContext& context, std::string_view name) {
  const float scale = context.ui.text_scale();
  if (name == "top.theme") {
    context.ui.ask(
        SetTheme{context.ui.theme() == ThemeName::dark ? ThemeName::light : ThemeName::dark});
  } else if (name == "top.smaller") {
    context.ui.ask(SetTextScale{scale - text_scale_step});
  } else if (name == "top.larger") {
    context.ui.ask(SetTextScale{scale + text_scale_step});
  } else {
    context.desk.keys_open = !context.desk.keys_open;
  }
}

bool pressed(PanelContext& context, std::string_view name) {
  if (name == "top.theme") return context.key(U't');
  if (name == "top.smaller") return context.key(U'-') || context.key(U'−');
  // The plus without its shift counts as well.
  if (name == "top.larger") return context.key(U'+') || context.key(U'=');
  return context.key(U'?');
}

float height(PanelContext& context, float) {
  return context.ui.units(context.ui.text_scale() > 1.4F ? 44 : 54);
}

void draw(PanelContext& context, const Rect& area) {
  Ui& ui = context.ui;
  Canvas& canvas = ui.canvas();
  Rect line = area;
  // Words go before keys do where it is narrow.
  const auto look = [](const TopButton& each) {
    return ButtonLook{.kind = ButtonKind::quiet, .key = each.key, .focusable = false};
  };
  const float gap = ui.units(6);
  float with_words = 0;
  for (const TopButton& each : buttons) with_words += ui.button_width(each.label, look(each)) + gap;
  const float name_width = canvas.text_width(TextRole::heading, "Shared Fate");
  const bool words = with_words + name_width + ui.units(16) < area.w;
  const float tall = std::min(area.h - ui.units(4), ui.units(38));
  for (std::size_t i = std::size(buttons); i-- > 0;) {
    const TopButton& each = buttons[i];
    const std::string_view label = words ? each.label : std::string_view{};
    Rect place = line.cut_right(ui.button_width(label, look(each)), gap);
    place = {place.x, place.centre().y - tall / 2, place.w, tall};
    ButtonLook quiet = look(each);
    const bool clicked = ui.button(each.name, place, label, quiet);
    if (ui.widget_under_pointer() == each.name) context.desk.hint = each.hint;
    if (clicked || pressed(context, each.name)) act(context, each.name);
  }
  canvas.text_in(line.cut_left(std::min(name_width, line.w), ui.units(16)), TextRole::heading,
                 ui.tone(Tone::text), "Shared Fate", Align::left, Overflow::shrink);
  const std::string shown = what_is_shown(context);
  if (line.w > ui.units(160)) {
    const bool fits = canvas.text_width(TextRole::label, shown) * 0.7F <= line.w;
    if (fits)
      canvas.text_in(line, TextRole::label, ui.tone(Tone::muted), shown, Align::left,
                     Overflow::shrink);
  }
}

}  // namespace

const Panel top_bar_panel{
    .name = "top", .place = Panel::Place::top, .height = height, .draw = draw};

}  // namespace sharedfate
