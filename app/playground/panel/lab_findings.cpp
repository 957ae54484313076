#include <fmt/format.h>

#include <algorithm>

#include "app/playground/panel/lab_view.h"

namespace sharedfate {
namespace {

constexpr float padding = 16, gap = 12, words_share = 0.38F, words_width_max = 560,
                chart_height_min = 270, chart_height_max = 430, bar_width = 4,
                columns_width_min = 620, pair_height = 190, circle_height = 320, bars_head = 84,
                bar_row = 60;  // design units

void scroll(PanelContext& context, const Findings& findings, const Rect& view, float overflow) {
  Ui& ui = context.ui;
  float& place = findings.view.scroll;
  if (view.contains(ui.input().pointer) && !context.view_state.sheet_open())
    place -= ui.input().wheel * ui.units(64);
  const auto by = [&](Key key, float distance) {
    if (context.key_repeated(key)) place += distance;
  };
  if (findings.has_keys) {
    bool arrows = true;
    for (std::size_t i = 0; i < findings.view.charts.size(); ++i)
      arrows = arrows && !chart_has_arrow_keys(ui, fmt::format("{}.chart.{}", findings.name, i));
    if (arrows) by(Key::down, ui.units(64));
    if (arrows) by(Key::up, -ui.units(64));
    by(Key::page_down, view.h * 0.9F);
    by(Key::page_up, -view.h * 0.9F);
    by(Key::end, overflow);
    by(Key::home, -overflow);
  }
  place = std::clamp(place, 0.0F, std::max(0.0F, overflow));
}

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

float circle_height_of(Ui& ui, const Findings& findings) {
  return ui.units(findings.circle.size() > 2 ? circle_height : pair_height);
}

/// The wait-for cycle comes first: the charts are about it.
void draw_charts(Ui& ui, const Findings& findings, Rect column, float room) {
  if (!findings.circle.empty()) {
    const Rect box = column.cut_top(circle_height_of(ui, findings), ui.units(gap));
    const std::string name = fmt::format("{}.circle", findings.name);
    if (!ui.canvas().visible_part(box).empty()) draw_wait_circle(ui, name, findings.circle, box);
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

void draw_scroll_bar(Ui& ui, const Rect& area, float tall, float scroll) {
  if (tall <= area.h + 1) return;
  const float share = area.h / tall;
  const Rect bar{area.right() - ui.units(bar_width), area.y + scroll * share, ui.units(bar_width),
                 area.h * share};
  ui.canvas().fill(bar, ui.tone(Tone::muted), bar.w / 2);
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
  const bool pictures = !findings.charts.empty() || !findings.circle.empty();
  const bool beside = pictures && rest.w >= ui.units(columns_width_min);
  float charts_height =
      findings.circle.empty() ? 0 : circle_height_of(ui, findings) + ui.units(gap);
  for (const ChartData& chart : findings.charts)
    charts_height += chart_height_of(ui, chart, area.h) + ui.units(gap);
  Rect words = rest;
  if (beside) {
    words = rest.cut_left(std::min(rest.w * words_share, ui.units(words_width_max)), ui.units(gap));
  }
  const float words_tall = words_height(ui, findings.paragraphs, words.w);
  // In a narrow area the charts come first and the sentences below them.
  const float tall = beside ? std::max(words_tall, charts_height) : words_tall + charts_height;
  scroll(context, findings, area, tall - ui.units(gap) - area.h);
  const float place = findings.view.scroll;
  draw_scroll_bar(ui, area, tall, place);
  ui.canvas().clip(area);
  draw_words(ui, findings,
             {words.x, words.y - place + (beside ? 0 : charts_height), words.w, tall});
  draw_charts(ui, findings, {rest.x, rest.y - place, rest.w, tall}, area.h);
  ui.canvas().unclip();
}

void draw_lab_findings(PanelContext& context, const ExperimentRow& row, const Rect& area) {
  const MeasurementRunner& measurements = context.measurements;
  if (measurements.measurement_of(row) == nullptr) return draw_nothing_yet(context, row, area);
  LabsViewState& view_state = context.view_state.labs;
  if (view_state.findings_of_start != measurements.starts()) {
    view_state.findings_of_start = measurements.starts();
    view_state.findings = {};
  }
  draw_findings(context,
                {"lab", measurements.paragraphs(), measurements.charts(), view_state.findings, true,
                 wait_circle_of(*measurements.measurement())},
                area);
}

}  // namespace sharedfate
