#include <fmt/format.h>

#include <algorithm>

#include "app/playground/labs/lab_view.h"

namespace sharedfate {
namespace {

constexpr float padding = 16, gap = 12, words_share = 0.38F, words_width_max = 560,
                chart_height_min = 270, chart_height_max = 430, bar_width = 4,
                columns_width_min = 620, pair_height = 190, cycle_height = 320, bars_head = 84,
                bar_row = 60;  // design units

float paragraph_height(Ui& ui, const MeasuredParagraph& paragraph, float width) {
  const float inner = width - 2 * ui.units(padding);
  float tall =
      2 * ui.units(10) + ui.canvas().wrapped_height(inner, TextRole::label, paragraph.text);
  if (!paragraph.of.empty()) tall += ui.canvas().line_height(TextRole::body_bold) + ui.units(2);
  return tall;
}

void draw_paragraph(Ui& ui, const MeasuredParagraph& paragraph, const std::string& name,
                    const Rect& box) {
  Canvas& canvas = ui.canvas();
  const std::string label =
      paragraph.of.empty() ? paragraph.text : paragraph.of + ": " + paragraph.text;
  ui.region(name, box, label, {.enabled = true, .focusable = false});
  canvas.fill(box, ui.tone(Tone::panel), ui.units(9));
  Rect inner = box.inset(ui.units(padding), ui.units(10));
  if (!paragraph.of.empty()) {
    canvas.text_in(inner.cut_top(canvas.line_height(TextRole::body_bold), ui.units(2)),
                   TextRole::body_bold, ui.tone(Tone::text), paragraph.of, Align::left,
                   Overflow::shrink);
  }
  // Lengths are rounded to whole pixels: spare room keeps the last line.
  inner.h += ui.units(2);
  canvas.text_wrapped(inner, TextRole::label, ui.tone(Tone::text), paragraph.text);
}

float words_height(Ui& ui, const std::vector<MeasuredParagraph>& paragraphs, float width) {
  float tall = 0;
  for (const MeasuredParagraph& each : paragraphs)
    tall += paragraph_height(ui, each, width) + ui.units(gap);
  return tall;
}

void draw_words(Ui& ui, const Findings& findings, Rect column) {
  for (std::size_t i = 0; i < findings.paragraphs.size(); ++i) {
    const MeasuredParagraph& each = findings.paragraphs[i];
    const Rect box = column.cut_top(paragraph_height(ui, each, column.w), ui.units(gap));
    if (!ui.canvas().visible_part(box).empty())
      draw_paragraph(ui, each, fmt::format("{}.words.{}", findings.name, i), box);
  }
}

/// Bar charts are as high as their bars need, curves as high as the room allows.
float chart_height_of(Ui& ui, const ChartData& chart, float room) {
  const float most = std::clamp(room, ui.units(chart_height_min), ui.units(chart_height_max));
  if (chart.kind != ChartKind::bars) return most;
  return std::min(most, ui.units(bars_head + bar_row * static_cast<float>(chart.series.size())));
}

float cycle_height_of(Ui& ui, const MeasuredFact& cycle) {
  return ui.units(cycle.waits.size() > 2 ? cycle_height : pair_height);
}

/// The wait-for cycle comes first: the charts are about it.
void draw_charts(Ui& ui, const Findings& findings, Rect column, float room) {
  if (const MeasuredFact* const cycle = findings.wait_cycle) {
    const Rect box = column.cut_top(cycle_height_of(ui, *cycle), ui.units(gap));
    const std::string name = fmt::format("{}.wait_cycle", findings.name);
    if (!ui.canvas().visible_part(box).empty()) draw_lab_wait_cycle(ui, name, *cycle, box);
  }
  for (std::size_t i = 0; i < findings.charts.size(); ++i) {
    const float tall = chart_height_of(ui, findings.charts[i], room);
    const Rect box = column.cut_top(tall, ui.units(gap));
    if (ui.canvas().visible_part(box).empty()) continue;
    ui.canvas().fill(box, ui.tone(Tone::panel), ui.units(14));
    draw_chart(ui, fmt::format("{}.chart.{}", findings.name, i), findings.charts[i],
               box.inset(ui.units(padding)), findings.view.charts[i]);
  }
}

void draw_nothing_yet(PanelContext& context, const ExperimentRow& row, const Rect& area) {
  Ui& ui = context.ui;
  Canvas& canvas = ui.canvas();
  canvas.fill(area, ui.tone(Tone::panel), ui.units(14));
  const Rect inner = area.inset(ui.units(padding * 2));
  const std::string text = fmt::format(
      "{} What do you expect? Run measures it, in processes of its own that end with it.",
      row.sentence);
  canvas.text_wrapped(inner, TextRole::body, ui.tone(Tone::muted), text);
}

}  // namespace

void draw_findings(PanelContext& context, const Findings& findings, const Rect& area) {
  Ui& ui = context.ui;
  findings.view.charts.resize(findings.charts.size());
  Rect rest = area;
  rest.cut_right(ui.units(bar_width + 6));
  const bool pictures = !findings.charts.empty() || findings.wait_cycle != nullptr;
  const bool beside = pictures && rest.w >= ui.units(columns_width_min);
  float charts_height = findings.wait_cycle == nullptr
                            ? 0
                            : cycle_height_of(ui, *findings.wait_cycle) + ui.units(gap);
  for (const ChartData& chart : findings.charts)
    charts_height += chart_height_of(ui, chart, area.h) + ui.units(gap);
  Rect words = rest;
  if (beside) {
    words = rest.cut_left(std::min(rest.w * words_share, ui.units(words_width_max)), ui.units(gap));
  }
  const float words_tall = words_height(ui, findings.paragraphs, words.w);
  // In a narrow area the charts come first and the sentences below them.
  const float tall = beside ? std::max(words_tall, charts_height) : words_tall + charts_height;
  Scroll& scroll = findings.view.scroll;
  scroll.lay_out(ui, area, tall - ui.units(gap), context.view_state.open.sheet());
  scroll.draw_bar(ui, ui.canvas(), area, area.right());
  const float place = scroll.place();
  ui.canvas().clip(area);
  draw_words(ui, findings,
             {words.x, words.y - place + (beside ? 0 : charts_height), words.w, tall});
  draw_charts(ui, findings, {rest.x, rest.y - place, rest.w, tall}, area.h);
  ui.canvas().unclip();
}

void draw_lab_findings(PanelContext& context, const ExperimentRow& row, FindingsView& view,
                       const Rect& area) {
  const MeasurementRunner& measurements = context.measurements;
  if (measurements.measurement_of(row) == nullptr) return draw_nothing_yet(context, row, area);
  draw_findings(context,
                {"lab", measurements.paragraphs(), measurements.charts(), view,
                 measurements.measurement()->wait_cycle()},
                area);
}

}  // namespace sharedfate
