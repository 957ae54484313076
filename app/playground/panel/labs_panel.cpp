#include <fmt/format.h>

#include "app/playground/panel/lab_view.h"

// The list of labs, or one lab with its settings and results.
namespace sharedfate {
namespace {

constexpr float gap = 10;

/// The lab's name, and its sentence or the hint for what is under the pointer.
void draw_head(PanelContext& context, const ExperimentRow& row, Rect line) {
  Ui& ui = context.ui;
  Canvas& canvas = ui.canvas();
  const std::string title = lab_title(row);
  const float width = std::min(canvas.text_width(TextRole::lane_title, title), line.w / 2);
  canvas.text_in(line.cut_left(width, ui.units(16)), TextRole::lane_title, ui.tone(Tone::text),
                 title, Align::left, Overflow::shrink);
  const bool hint = !context.view_state.hint.empty();
  canvas.text_in(line, TextRole::label, ui.tone(hint ? Tone::text : Tone::muted),
                 hint ? std::string_view(context.view_state.hint) : row.sentence, Align::left,
                 Overflow::shrink);
}

void draw_lab(PanelContext& context, const ExperimentRow& row, const Rect& area) {
  Ui& ui = context.ui;
  if (context.key(Key::escape)) return leave_labs(context);
  Rect rest = area;
  const Rect head = rest.cut_top(ui.canvas().line_height(TextRole::lane_title), ui.units(gap));
  const float settings = lab_settings_height(context, row, rest.w);
  if (settings > 0) draw_lab_settings(context, row, rest.cut_top(settings, ui.units(gap)));
  draw_head(context, row, head);
  if (const LabView* const view = find_lab_view(row)) return view->draw(context, row, rest);
  draw_lab_run(context, row, rest.cut_top(lab_run_height(context), ui.units(gap)));
  draw_lab_findings(context, row, rest);
}

void draw(PanelContext& context, const Rect& area) {
  if (context.view_state.labs.chosen == nullptr) {
    draw_lab_list(context, area);
  } else {
    draw_lab(context, *context.view_state.labs.chosen, area);
  }
}

bool shown(const PanelContext& context) { return context.view_state.labs.open; }

}  // namespace

const Panel labs_panel{.name = "labs",
                       .place = Panel::Place::rest,
                       .height = nullptr,
                       .draw = draw,
                       .shown = shown,
                       .in_labs = true};

}  // namespace sharedfate
