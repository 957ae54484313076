#include <fmt/format.h>

#include <algorithm>

#include "app/playground/panel/lab_view.h"

namespace sharedfate {
namespace {

constexpr float padding = 16, gap = 12, words_share = 0.38F, words_width_max = 560,
                chart_height_min = 270, chart_height_max = 430, bar_width = 4;  // design units

bool a_chart_has_the_arrows(const PanelContext& context) {
  const std::size_t count = context.desk.labs.charts.size();
  for (std::size_t i = 0; i < count; ++i) {
    if (chart_has_arrow_keys(context.ui, fmt::format("lab.chart.{}", i))) return true;
  }
  return false;
}

void scroll(PanelContext& context, const Rect& view, float overflow) {
  Ui& ui = context.ui;
  float& place = context.desk.labs.scroll;
  if (view.contains(ui.input().pointer)) place -= ui.input().wheel * ui.units(64);
  const bool arrows = !a_chart_has_the_arrows(context);
  const auto by = [&](Key key, float distance) {
    if (context.key_repeated(key)) place += distance;
  };
  if (arrows) by(Key::down, ui.units(64));
  if (arrows) by(Key::up, -ui.units(64));
  by(Key::page_down, view.h * 0.9F);
  by(Key::page_up, -view.h * 0.9F);
  by(Key::end, overflow);
  by(Key::home, -overflow);
  place = std::clamp(place, 0.0F, std::max(0.0F, overflow));
}

float paragraph_height(Ui& ui, const MeasuredParagraph& paragraph, float width) {
  const float inner = width - 2 * ui.units(padding);
  float tall =
      2 * ui.units(10) + ui.canvas().wrapped_height(inner, TextRole::label, paragraph.text);
  if (!paragraph.of.empty()) tall += ui.canvas().line_height(TextRole::body_bold) + ui.units(2);
  return tall;
}

void draw_paragraph(Ui& ui, const MeasuredParagraph& paragraph, std::size_t number,
                    const Rect& box) {
  Canvas& canvas = ui.canvas();
  const std::string label =
      paragraph.of.empty() ? paragraph.text : paragraph.of + ": " + paragraph.text;
  ui.region(fmt::format("lab.words.{}", number), box, label, {.enabled = true, .focusable = false});
  canvas.fill(box, ui.tone(Tone::panel), ui.units(9));
  Rect inner = box.inset(ui.units(padding), ui.units(10));
  if (!paragraph.of.empty()) {
    canvas.text_in(inner.cut_top(canvas.line_height(TextRole::body_bold), ui.units(2)),
                   TextRole::body_bold, ui.tone(Tone::text), paragraph.of, Align::left,
                   Overflow::shrink);
  }
  // Lengths are rounded to whole pixels: room for the last line.
  inner.h += ui.units(2);
  canvas.text_wrapped(inner, TextRole::label, ui.tone(Tone::text), paragraph.text);
}

float words_height(Ui& ui, const std::vector<MeasuredParagraph>& paragraphs, float width) {
  float tall = 0;
  for (const MeasuredParagraph& each : paragraphs)
    tall += paragraph_height(ui, each, width) + ui.units(gap);
  return tall;
}

void draw_words(Ui& ui, const std::vector<MeasuredParagraph>& paragraphs, Rect column) {
  for (std::size_t i = 0; i < paragraphs.size(); ++i) {
    const Rect box = column.cut_top(paragraph_height(ui, paragraphs[i], column.w), ui.units(gap));
    if (!ui.canvas().visible_part(box).empty()) draw_paragraph(ui, paragraphs[i], i, box);
  }
}

void draw_charts(PanelContext& context, const std::vector<ChartData>& charts, Rect column,
                 float tall) {
  Ui& ui = context.ui;
  for (std::size_t i = 0; i < charts.size(); ++i) {
    const Rect box = column.cut_top(tall, ui.units(gap));
    if (ui.canvas().visible_part(box).empty()) continue;
    ui.canvas().fill(box, ui.tone(Tone::panel), ui.units(14));
    draw_chart(ui, fmt::format("lab.chart.{}", i), charts[i], box.inset(ui.units(padding)),
               context.desk.labs.charts[i]);
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

void draw_lab_findings(PanelContext& context, const ExperimentRow& row, const Rect& area) {
  Ui& ui = context.ui;
  const Bench& bench = context.bench;
  if (bench.measurement_of(row) == nullptr) return draw_nothing_yet(context, row, area);
  LabsDesk& desk = context.desk.labs;
  if (desk.charts_of_start != bench.starts()) {
    desk.charts_of_start = bench.starts();
    desk.charts.clear();
    desk.scroll = 0;
  }
  const auto& charts = bench.charts();
  desk.charts.resize(charts.size());
  Rect rest = area;
  rest.cut_right(ui.units(bar_width + 6));
  Rect words =
      charts.empty()
          ? rest
          : rest.cut_left(std::min(rest.w * words_share, ui.units(words_width_max)), ui.units(gap));
  const float chart_height =
      std::clamp(area.h, ui.units(chart_height_min), ui.units(chart_height_max));
  const float charts_height = static_cast<float>(charts.size()) * (chart_height + ui.units(gap));
  const float tall = std::max(words_height(ui, bench.paragraphs(), words.w), charts_height);
  scroll(context, area, tall - ui.units(gap) - area.h);
  if (tall > area.h + 1) {
    const float share = area.h / tall;
    const Rect bar{area.right() - ui.units(bar_width), area.y + desk.scroll * share,
                   ui.units(bar_width), area.h * share};
    ui.canvas().fill(bar, ui.tone(Tone::muted), bar.w / 2);
  }
  ui.canvas().clip(area);
  const auto scrolled = [&](Rect column) {
    return Rect{column.x, column.y - desk.scroll, column.w, tall};
  };
  draw_words(ui, bench.paragraphs(), scrolled(words));
  draw_charts(context, charts, scrolled(rest), chart_height);
  ui.canvas().unclip();
}

}  // namespace sharedfate
