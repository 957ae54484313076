#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "app/playground/widgets/chart_parts.h"

// The figures of a chart: curves, bars and histograms.
namespace sharedfate {
namespace {

/// Always two decimals, so that the figures compare easily: "1.90×".
std::string fixed_times(double value) { return fmt::format("{:.2f}×", value); }

Ink ink_of(Ui& ui, const ChartSeries& series) { return ui.tone(tone_of(series.colour)); }

void draw_references(Ui& ui, const ChartData& data, const ChartPaper& paper) {
  ui.canvas().clip(paper.plot.inset(-ui.units(1)));
  for (const ChartReference& reference : data.references) {
    const Ink ink = ui.tone(reference.colour ? tone_of(*reference.colour) : Tone::muted);
    for (std::size_t i = 1; i < reference.points.size(); ++i) {
      const ChartPoint &from = reference.points[i - 1], &to = reference.points[i];
      if (!has_place(paper, from) || !has_place(paper, to)) continue;
      draw_dashed(ui, paper.at(from.x, from.y), paper.at(to.x, to.y), ink);
    }
  }
  ui.canvas().unclip();
}

/// Returns where the names of the marks are.
std::vector<Rect> draw_marks(Ui& ui, const ChartData& data, const ChartPaper& paper) {
  Canvas& canvas = ui.canvas();
  std::vector<Rect> words;
  for (const ChartMark& mark : data.marks) {
    const double share = paper.x.shows(mark.x) ? paper.x.share(mark.x) : -1;
    if (share < 0 || share > 1) continue;
    const Rect& plot = paper.plot;
    const float x = plot.x + plot.w * static_cast<float>(share);
    draw_dashed(ui, {x, plot.bottom()}, {x, plot.y}, ui.tone(Tone::running));
    const float width = canvas.text_width(TextRole::label, mark.name),
                tall = canvas.line_height(TextRole::label);
    const bool right = x + ui.units(6) + width <= plot.right();
    words.push_back({right ? x + ui.units(6) : x - ui.units(6) - width, plot.y, width, tall});
    canvas.text_in(words.back(), TextRole::label, ui.tone(Tone::running), mark.name);
  }
  return words;
}

void draw_band(Ui& ui, const ChartSeries& series, const ChartPaper& paper) {
  for (std::size_t i = 1; i < series.points.size(); ++i) {
    const ChartPoint &from = series.points[i - 1], &to = series.points[i];
    if (!from.spread || !to.spread) continue;
    const double low = paper.y.low;
    const auto shown = [&](double y) { return paper.y.shows(y) ? y : low; };
    const std::array<Point, 4> part{
        paper.at(from.x, shown(from.spread->high)), paper.at(to.x, shown(to.spread->high)),
        paper.at(to.x, shown(to.spread->low)), paper.at(from.x, shown(from.spread->low))};
    ui.canvas().polygon(part, Ink(ui.tone(tone_of(series.colour)), 0.22F));
  }
}

void draw_whiskers(Ui& ui, const ChartSeries& series, const ChartPaper& paper) {
  const Ink ink = ink_of(ui, series);
  const float half = ui.units(chart_mark_size);
  for (const ChartPoint& point : series.points) {
    if (!point.spread || !has_place(paper, point)) continue;
    const double low = paper.y.shows(point.spread->low) ? point.spread->low : paper.y.low;
    const Point top = paper.at(point.x, point.spread->high), foot = paper.at(point.x, low);
    ui.canvas().line(foot, top, ink, ui.units(2));
    for (const Point& end : {top, foot})
      ui.canvas().line({end.x - half, end.y}, {end.x + half, end.y}, ink, ui.units(2));
  }
}

void draw_dots(Ui& ui, const ChartSeries& series, const ChartPaper& paper) {
  const float radius = ui.units(chart_dot_radius);
  for (const ChartPoint& point : series.points) {
    if (!paper.x.shows(point.x)) continue;
    for (const double each : point.each) {
      if (!paper.y.shows(each)) continue;
      const Point at = paper.at(point.x, each);
      ui.canvas().circle(at, radius, Ink(ui.tone(tone_of(series.colour)), 0.55F));
    }
  }
}

void draw_curve(Ui& ui, const ChartPaper& paper, const ChartSeries& series, std::size_t place) {
  const Ink ink = ink_of(ui, series);
  const ChartPoint* before = nullptr;
  for (const ChartPoint& point : series.points) {
    if (!has_place(paper, point)) continue;
    if (before != nullptr)
      ui.canvas().line(paper.at(before->x, before->y), paper.at(point.x, point.y), ink,
                       ui.units(3));
    before = &point;
  }
  for (const ChartPoint& point : series.points) {
    if (has_place(paper, point))
      draw_chart_mark(ui.canvas(), paper.at(point.x, point.y), ui.units(chart_mark_size), place,
                      ink, ui.tone(Tone::panel));
  }
}

/// Whether the figure of another series at the same x is above this one: it is larger or, if both
/// are equal, its series comes first.
bool another_is_above(const ChartData& data, std::size_t place, const ChartPoint& point) {
  for (std::size_t i = 0; i < data.series.size(); ++i) {
    if (i == place) continue;
    for (const ChartPoint& other : data.series[i].points) {
      if (other.x == point.x && (other.y > point.y || (other.y == point.y && i < place)))
        return true;
    }
  }
  return false;
}

/// Writes the figures beside the points, over the lines.
void draw_figures(Ui& ui, const ChartData& data, const ChartPaper& paper,
                  const std::vector<Rect>& taken) {
  Canvas& canvas = ui.canvas();
  std::vector<FigureText> places;
  std::vector<std::pair<std::string, Tone>> texts;
  for (std::size_t i = 0; i < data.series.size(); ++i) {
    for (const ChartPoint& point : data.series[i].points) {
      if (!has_place(paper, point)) continue;
      const std::string text =
          data.y.unit == Unit::times ? fixed_times(point.y) : quantity_text(point.y, data.y.unit);
      texts.emplace_back(text, tone_of(data.series[i].colour));
      places.push_back({paper.at(point.x, point.y),
                        canvas.text_width(TextRole::figure, text) + ui.units(6),
                        another_is_above(data, i, point)});
    }
  }
  // The first and the last figure may extend beyond the plot.
  const Rect bounds = paper.plot.inset(-ui.units(40), -ui.units(10));
  const float tall = canvas.line_height(TextRole::figure);
  const std::vector<Rect> boxes =
      place_figures(places, tall, ui.units(chart_mark_size + 4), bounds, taken);
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    if (boxes[i].empty()) continue;
    canvas.fill(boxes[i], Ink(ui.tone(Tone::panel), 0.85F), ui.units(4));
    canvas.text_in(boxes[i], TextRole::figure, ui.tone(texts[i].second), texts[i].first,
                   Align::centre);
  }
}

std::string figure_of_bar(const ChartData& data, const ChartPoint& point) {
  std::string text = quantity_text(point.y, data.y.unit);
  if (point.spread)
    text += "  (" + quantity_text(point.spread->low, data.y.unit) + " to " +
            quantity_text(point.spread->high, data.y.unit) + ")";
  return text;
}

}  // namespace

void draw_chart_curves(Ui& ui, const ChartData& data, const ChartPaper& paper) {
  draw_references(ui, data, paper);
  const std::vector<Rect> words = draw_marks(ui, data, paper);
  for (const ChartSeries& series : data.series) {
    if (data.spread_look == SpreadLook::band) {
      draw_band(ui, series, paper);
    } else {
      draw_whiskers(ui, series, paper);
    }
  }
  for (const ChartSeries& series : data.series) draw_dots(ui, series, paper);
  for (std::size_t i = 0; i < data.series.size(); ++i) draw_curve(ui, paper, data.series[i], i);
  if (data.figures_beside_points) draw_figures(ui, data, paper, words);
}

void draw_chart_histogram(Ui& ui, const ChartData& data, const ChartPaper& paper) {
  Canvas& canvas = ui.canvas();
  for (std::size_t i = 0; i < data.series.size(); ++i) {
    const ChartSeries& series = data.series[i];
    for (const ChartPoint& point : series.points) {
      if (!has_place(paper, point) || !paper.x.shows(point.x_end)) continue;
      const Point top = paper.at(point.x, point.y);
      const float right = paper.at(point.x_end, point.y).x;
      const Rect bar{top.x, top.y, std::max(1.0F, right - top.x), paper.plot.bottom() - top.y};
      canvas.fill(bar, Ink(ui.fill(tone_of(series.colour)), 0.55F));
      // Every second series has stripes, so that not only colour distinguishes them.
      if (i % 2 == 1) canvas.hatch(bar, ink_of(ui, series), ui.units(8), ui.units(1.5F));
      canvas.outline(bar, ink_of(ui, series), ui.units(1.5F));
    }
  }
  (void)draw_marks(ui, data, paper);
}

void draw_chart_bars(Ui& ui, const ChartData& data, Rect place) {
  constexpr float row_height = 92, row_height_for_class = 190;
  Canvas& canvas = ui.canvas();
  double longest = 0;
  float figure_width = 0;
  for (const ChartSeries& series : data.series) {
    if (series.points.empty()) continue;
    longest = std::max(longest, series.points.back().y);
    for (const double each : series.points.back().each) longest = std::max(longest, each);
    figure_width = std::max(
        figure_width,
        canvas.text_width(TextRole::figure_large, figure_of_bar(data, series.points.back())));
  }
  // If all values are 0, only the figures are drawn: "0 %".
  if (longest <= 0) longest = 1;
  const float row =
      std::min(ui.units(canvas.for_class() ? row_height_for_class : row_height),
               place.h / static_cast<float>(std::max<std::size_t>(1, data.series.size())));
  const float thickness = canvas.for_class() ? row * 0.42F : ui.units(34);
  const float dot = ui.units(chart_dot_radius) * (canvas.for_class() ? 2 : 1);
  for (const ChartSeries& series : data.series) {
    if (series.points.empty()) continue;
    Rect strip = place.cut_top(row);
    canvas.text_in(strip.cut_top(canvas.line_height(TextRole::label_bold), ui.units(4)),
                   TextRole::label_bold, ink_of(ui, series), series.name);
    const float room = std::max(0.0F, strip.w - figure_width - ui.units(16));
    const auto share = static_cast<float>(std::max(0.0, series.points.back().y) / longest);
    const Rect bar{strip.x, strip.y, room * share, std::min(thickness, strip.h)};
    canvas.fill(bar, ui.fill(tone_of(series.colour)), ui.units(4));
    float right = bar.right();
    for (const double each : series.points.back().each) {
      const float x = strip.x + room * static_cast<float>(std::max(0.0, each) / longest);
      canvas.circle({x, bar.y + bar.h / 2}, dot, ui.tone(Tone::text));
      right = std::max(right, x);
    }
    canvas.text_in({right + ui.units(10), bar.y, figure_width + ui.units(6), bar.h},
                   TextRole::figure_large, ui.tone(Tone::text),
                   figure_of_bar(data, series.points.back()));
  }
}

}  // namespace sharedfate
