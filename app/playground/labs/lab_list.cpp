#include <fmt/format.h>

#include <algorithm>

#include "app/playground/labs/labs_panel.h"
#include "app/playground/widgets/card_grid_layout.h"

namespace sharedfate {
namespace {

constexpr float gap = 12, padding = 14;
constexpr CardSize card{.width = 400, .height = 120, .height_least = 84, .gap = gap};

/// The state of the latest measurement if it is of this lab; otherwise empty.
std::string standing_of(const PanelContext& context, const ExperimentRow& row) {
  const Measurement* const measured = context.measurements.measurement_of(row);
  if (measured == nullptr) return "";
  if (measured->state == MeasurementState::running)
    return row.by_hand ? "paused" : fmt::format("{:.0f} %", measured->progress * 100);
  return std::string(measurement_state_name(measured->state));
}

}  // namespace

void LabsPanel::choose(int difference) {
  const auto last = static_cast<int>(listed_labs().size()) - 1;
  choice_ = static_cast<std::size_t>(std::clamp(static_cast<int>(choice_) + difference, 0, last));
}

bool LabsPanel::act_on_list(PanelContext& context, UserAction action) {
  switch (action.verb) {
    case Verb::next:
      choose(1);
      return true;
    case Verb::previous:
      choose(-1);
      return true;
    case Verb::next_row:
      choose(columns_);
      return true;
    case Verb::previous_row:
      choose(-columns_);
      return true;
    case Verb::first:
      choice_ = 0;
      return true;
    case Verb::start:
      open(*listed_labs()[choice_]);
      return true;
    case Verb::leave:
      context.view_state.open.labs = false;
      return true;
    default:
      return false;
  }
}

/// `visible`: the part of the box inside the scrolled area.
void LabsPanel::draw_card(PanelContext& context, const ExperimentRow& row, std::size_t place,
                          const Rect& box, const Rect& visible) {
  Ui& ui = context.ui;
  Canvas& canvas = ui.canvas();
  const bool chosen = choice_ == place;
  const std::string title = lab_title(row);
  const Interaction pointer =
      ui.region(fmt::format("labs.{}", row.name), visible, title, {.focusable = false});
  canvas.fill(box, ui.tone(pointer.hovered ? Tone::raised : Tone::panel), ui.units(14));
  if (chosen) canvas.outline(box, ui.tone(Tone::text), ui.units(2), ui.units(14));
  Rect inner = box.inset(ui.units(padding), ui.units(10));
  Rect head = inner.cut_top(canvas.line_height(TextRole::heading), ui.units(4));
  if (chosen) {
    const Rect cap = head.cut_right(canvas.key_cap_width(key_cap_of(Verb::start)), ui.units(10));
    canvas.key_cap({cap.x, cap.centre().y}, key_cap_of(Verb::start), ui.tone(Tone::text));
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
  choice_ = place;
  open(row);
}

void LabsPanel::draw_list(PanelContext& context, const Rect& area) {
  Ui& ui = context.ui;
  const std::vector<const ExperimentRow*> labs = listed_labs();
  const CardGrid grid = lay_out_cards(area, ui.scale(), card, labs.size());
  columns_ = grid.columns;
  const float wheel = context.view_state.open.sheet() ? 0 : ui.input().wheel;
  if (wheel != 0) choose(wheel > 0 ? -columns_ : columns_);
  const auto columns = static_cast<std::size_t>(grid.columns);
  const float step = grid.height + ui.units(gap);
  // Rows that do not fit scroll into view with the choice.
  const auto row = static_cast<float>(choice_ / columns);
  const float scroll = std::max(0.0F, (row + 1) * step - ui.units(gap) - area.h);
  ui.canvas().clip(area);
  for (std::size_t place = 0; place < labs.size(); ++place) {
    const auto column = static_cast<float>(place % columns);
    const auto line = static_cast<float>(place / columns);
    const Rect box{area.x + column * (grid.width + ui.units(gap)), area.y + line * step - scroll,
                   grid.width, grid.height};
    const Rect visible = ui.canvas().visible_part(box);
    if (!visible.empty()) draw_card(context, *labs[place], place, box, visible);
  }
  ui.canvas().unclip();
}

}  // namespace sharedfate
