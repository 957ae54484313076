#include "app/playground/widgets/chart.h"

#include <algorithm>
#include <string>

#include "app/playground/widgets/chart_parts.h"

namespace sharedfate {
namespace {

constexpr float pointer_reach = 48, head_height = 34, head_gap = 8, button_gap = 8,
                low_height = 280;  // design units

/// The notes below the chart, in at most a third of its height.
void draw_notes(Ui& ui, const ChartData& data, Rect& rest) {
  Canvas& canvas = ui.canvas();
  std::string text;
  for (const std::string& note : data.notes) text += (text.empty() ? "" : " ") + note;
  if (!data.spread_name.empty() && data.kind == ChartKind::curves) {
    const std::string_view look = data.spread_look == SpreadLook::band ? "Band: " : "Whiskers: ";
    text = std::string(look) + data.spread_name + "." + (text.empty() ? "" : " ") + text;
  }
  if (text.empty()) return;
  const float wanted = canvas.wrapped_height(rest.w, TextRole::small, text);
  const Rect place = rest.cut_bottom(std::min(wanted, rest.h / 3), ui.units(4));
  canvas.text_wrapped(place, TextRole::small, ui.tone(Tone::muted), text);
}

/// In a low chart the titles of the axes share a line with the legend, so that the plot keeps its
/// height.
bool is_low(Ui& ui, const Rect& place) { return place.h < ui.units(low_height); }

std::string axis_title(const ChartAxis& axis) {
  return axis.title + (axis.scale == AxisScale::logarithmic ? " (logarithmic)" : "");
}

/// Draws the two buttons at the right end of the row with the title, and cuts them off `row`.
void draw_buttons(Ui& ui, std::string_view name, const ChartData& data, const Rect& whole,
                  Rect& row) {
  struct Choice {
    std::string_view word, suffix;
    ChartFile file;
  };
  constexpr Choice choices[] = {{"CSV", ".csv", ChartFile::csv}, {"PNG", ".png", ChartFile::png}};
  for (const Choice& choice : choices) {
    const ButtonLook look{.kind = ButtonKind::plain, .key = {}};
    const Rect place = row.cut_right(ui.button_width(choice.word, look), ui.units(button_gap));
    if (ui.button(std::string(name) + std::string(choice.suffix), place, choice.word, look))
      ui.ask(SaveChart{data, choice.file, static_cast<int>(whole.w), static_cast<int>(whole.h)});
  }
}

/// Draws everything around the plot. `head`: the row with the title, already cut off `rest`.
/// Returns the place for the plot with the figures beside its axes.
Rect draw_surroundings(Ui& ui, const ChartData& data, Rect head, Rect rest) {
  const bool bars = data.kind == ChartKind::bars, low = is_low(ui, rest);
  const std::string x = axis_title(data.x), y = axis_title(data.y);
  draw_chart_head(ui, data, head, rest, low && !bars ? y + " over " + x : "");
  draw_notes(ui, data, rest);
  if (bars || low) return rest;
  Canvas& canvas = ui.canvas();
  canvas.text_in(rest.cut_top(canvas.line_height(TextRole::label)), TextRole::label,
                 ui.tone(Tone::muted), y, Align::left, Overflow::shrink);
  canvas.text_in(rest.cut_bottom(canvas.line_height(TextRole::label)), TextRole::label,
                 ui.tone(Tone::muted), x, Align::centre, Overflow::shrink);
  return rest;
}

void draw_inside(Ui& ui, const ChartData& data, const ChartPaper& paper) {
  draw_chart_axes(ui, paper);
  if (data.kind == ChartKind::histogram) {
    draw_chart_histogram(ui, data, paper);
  } else {
    draw_chart_curves(ui, data, paper);
  }
}

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += (text.empty() ? "" : ", ") + line;
  return text;
}

bool exists(const ChartData& data, const std::optional<ChartSpot>& spot) {
  return spot && spot->series < data.series.size() &&
         spot->point < data.series[spot->series].points.size();
}

/// Shows the figure at the pointer, or chosen with the arrow keys, on the chart and in the label of
/// its region.
void follow_person(Ui& ui, std::string_view name, const ChartData& data, const ChartPaper& paper,
                   const Rect& bounds, ChartView& view) {
  if (!exists(data, view.shown)) view.shown.reset();
  const std::string plot_name = std::string(name) + ".plot";
  const std::string label =
      data.title + (view.shown ? ": " + joined(spot_lines(data, *view.shown)) : "");
  const Interaction state = ui.region(plot_name, paper.plot, label, {.arrows = true});
  if (state.focused && ui.focus_visible()) {
    if (ui.take_key_repeated(Key::left)) view.chosen = next_spot(data, view.chosen, -1, 0);
    if (ui.take_key_repeated(Key::right)) view.chosen = next_spot(data, view.chosen, 1, 0);
    if (ui.take_key_repeated(Key::up)) view.chosen = next_spot(data, view.chosen, 0, -1);
    if (ui.take_key_repeated(Key::down)) view.chosen = next_spot(data, view.chosen, 0, 1);
    ui.focus_ring(paper.plot, ui.units(4));
  } else {
    view.chosen.reset();
  }
  view.shown = view.chosen;
  if (state.hovered)
    view.shown = nearest_spot(data, paper, ui.input().pointer, ui.units(pointer_reach));
  if (exists(data, view.shown) &&
      has_place(paper, data.series[view.shown->series].points[view.shown->point]))
    draw_chart_spot(ui, data, paper, bounds, *view.shown);
}

}  // namespace

void draw_chart(Ui& ui, std::string_view name, const ChartData& data, const Rect& place,
                ChartView& view) {
  Rect rest = place;
  Rect head = rest.cut_top(ui.units(head_height), ui.units(head_gap));
  draw_buttons(ui, name, data, place, head);
  head.cut_right(ui.units(button_gap));
  rest = draw_surroundings(ui, data, head, rest);
  if (data.kind == ChartKind::bars) {
    draw_chart_bars(ui, data, rest);
    return;
  }
  const ChartPaper paper = make_chart_paper(ui, data, rest);
  draw_inside(ui, data, paper);
  follow_person(ui, name, data, paper, place, view);
}

void draw_chart_picture(Ui& ui, const ChartData& data, const Rect& place) {
  Rect rest = place;
  const Rect head = rest.cut_top(ui.units(head_height), ui.units(head_gap));
  rest = draw_surroundings(ui, data, head, rest);
  if (data.kind == ChartKind::bars) {
    draw_chart_bars(ui, data, rest);
  } else {
    draw_inside(ui, data, make_chart_paper(ui, data, rest));
  }
}

}  // namespace sharedfate
