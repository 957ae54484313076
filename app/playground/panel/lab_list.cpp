#include <fmt/format.h>

#include <algorithm>

#include "app/playground/panel/lab_view.h"
#include "app/playground/scene/card_grid_layout.h"

namespace sharedfate {
namespace {

constexpr float gap = 12, padding = 14;
constexpr CardSize card{.width = 400, .height = 120, .height_least = 84, .gap = gap};

void choose(PanelContext& context, int columns, const std::vector<const ExperimentRow*>& labs) {
  LabsViewState& view_state = context.view_state.labs;
  auto choice = static_cast<int>(view_state.choice);
  const auto pressed = [&](std::initializer_list<Key> keys) {
    bool any = false;
    for (const Key each : keys) any = context.key_repeated(each) || any;
    return any;
  };
  if (pressed({Key::right, Key::page_down, Key::tab})) ++choice;
  if (pressed({Key::left, Key::page_up})) --choice;
  if (pressed({Key::down})) choice += columns;
  if (pressed({Key::up})) choice -= columns;
  if (pressed({Key::home})) choice = 0;
  const float wheel = context.ui.input().wheel;
  if (wheel != 0) choice += wheel > 0 ? -columns : columns;
  view_state.choice =
      static_cast<std::size_t>(std::clamp(choice, 0, static_cast<int>(labs.size()) - 1));
  bool start = false;
  for (const Key each : {Key::f5, Key::enter, Key::space}) start = context.key(each) || start;
  if (start) return view_state.enter(*labs[view_state.choice]);
  if (context.key(Key::escape)) leave_labs(context);
}

/// The state of the latest measurement if it is of this lab; otherwise empty.
std::string standing_of(const PanelContext& context, const ExperimentRow& row) {
  const Measurement* const measured = context.measurements.measurement_of(row);
  if (measured == nullptr) return "";
  if (measured->state == MeasurementState::running)
    return row.by_hand ? "paused" : fmt::format("{:.0f} %", measured->progress * 100);
  return std::string(measurement_state_name(measured->state));
}

/// `visible`: the part of the box inside the scrolled area.
void draw_card(PanelContext& context, std::size_t place, const ExperimentRow& row, const Rect& box,
               const Rect& visible) {
  Ui& ui = context.ui;
  Canvas& canvas = ui.canvas();
  const bool chosen = context.view_state.labs.choice == place;
  const std::string title = lab_title(row);
  const Interaction pointer =
      ui.region(fmt::format("labs.{}", row.name), visible, title, {.focusable = false});
  canvas.fill(box, ui.tone(pointer.hovered ? Tone::raised : Tone::panel), ui.units(14));
  if (chosen) canvas.outline(box, ui.tone(Tone::text), ui.units(2), ui.units(14));
  Rect inner = box.inset(ui.units(padding), ui.units(10));
  Rect head = inner.cut_top(canvas.line_height(TextRole::heading), ui.units(4));
  if (chosen) {
    const Rect cap = head.cut_right(canvas.key_cap_width("F5"), ui.units(10));
    canvas.key_cap({cap.x, cap.centre().y}, "F5", ui.tone(Tone::text));
  }
  const std::string standing = standing_of(context, row);
  if (!standing.empty()) {
    const float width = canvas.text_width(TextRole::label, standing);
    canvas.text_in(head.cut_right(width, ui.units(10)), TextRole::label, ui.tone(Tone::running),
                   standing);
  }
  canvas.text_in(head, TextRole::heading, ui.tone(Tone::text), title, Align::left,
                 Overflow::shrink);
  canvas.text_wrapped(inner, TextRole::label, ui.tone(Tone::text), row.sentence);
  if (!pointer.clicked) return;
  context.view_state.labs.choice = place;
  context.view_state.labs.enter(row);
}

}  // namespace

void draw_lab_list(PanelContext& context, const Rect& area) {
  Ui& ui = context.ui;
  const std::vector<const ExperimentRow*> labs = listed_labs();
  const CardGrid grid = lay_out_cards(area, ui.scale(), card, labs.size());
  choose(context, grid.columns, labs);
  const auto columns = static_cast<std::size_t>(grid.columns);
  const float step = grid.height + ui.units(gap);
  // Rows that do not fit scroll into view with the choice.
  const auto row = static_cast<float>(context.view_state.labs.choice / columns);
  const float scroll = std::max(0.0F, (row + 1) * step - ui.units(gap) - area.h);
  ui.canvas().clip(area);
  for (std::size_t place = 0; place < labs.size(); ++place) {
    const auto column = static_cast<float>(place % columns);
    const auto line = static_cast<float>(place / columns);
    const Rect box{area.x + column * (grid.width + ui.units(gap)), area.y + line * step - scroll,
                   grid.width, grid.height};
    const Rect visible = ui.canvas().visible_part(box);
    if (!visible.empty()) draw_card(context, place, *labs[place], box, visible);
  }
  ui.canvas().unclip();
}

}  // namespace sharedfate
