#include "app/playground/widgets/chart_parts.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

// The parts that all kinds of charts have: marks, title, legend, axes, the box with one figure.
namespace sharedfate {
namespace {

constexpr float legend_mark = 14, legend_line = 34, legend_gap = 24;  // design units
constexpr int y_ticks_max = 9;

enum class Sign : std::uint8_t { none, mark, dashes };

struct LegendEntry {
  std::string name;
  Ink ink;
  Sign sign;
  std::size_t place;  ///< index of the series whose mark it is
};

Tone tone_of_reference(const ChartReference& reference) {
  return reference.colour ? tone_of(*reference.colour) : Tone::muted;
}

/// Empty for bars, which have their names above them.
std::vector<LegendEntry> legend_of(Ui& ui, const ChartData& data) {
  std::vector<LegendEntry> entries;
  if (data.kind == ChartKind::bars) return entries;
  for (std::size_t i = 0; i < data.series.size(); ++i)
    entries.push_back(
        {data.series[i].name, ui.tone(tone_of(data.series[i].colour)), Sign::mark, i});
  for (const ChartReference& reference : data.references)
    entries.push_back({reference.name, ui.tone(tone_of_reference(reference)), Sign::dashes, 0});
  return entries;
}

float sign_width(Ui& ui, const LegendEntry& entry) {
  return entry.sign == Sign::none ? 0
                                  : ui.units(entry.sign == Sign::mark ? legend_mark : legend_line);
}

float sign_gap(Ui& ui, const LegendEntry& entry) {
  return entry.sign == Sign::none ? 0 : ui.units(8);
}

TextRole role_of(const LegendEntry& entry) {
  return entry.sign == Sign::none ? TextRole::label : TextRole::label_bold;
}

float width_of(Ui& ui, const LegendEntry& entry) {
  return sign_width(ui, entry) + sign_gap(ui, entry) +
         ui.canvas().text_width(role_of(entry), entry.name);
}

void draw_entry(Ui& ui, const LegendEntry& entry, Rect box) {
  const Rect sign = box.cut_left(sign_width(ui, entry), sign_gap(ui, entry));
  const float middle = sign.centre().y;
  if (entry.sign == Sign::mark) {
    draw_chart_mark(ui.canvas(), sign.centre(), sign.w / 2, entry.place, entry.ink,
                    ui.tone(Tone::panel));
  } else if (entry.sign == Sign::dashes) {
    draw_dashed(ui, {sign.x, middle}, {sign.right(), middle}, entry.ink);
  }
  ui.canvas().text_in(box, role_of(entry), entry.ink, entry.name);
}

/// Draws the entries, wrapped like words. Returns the height used.
float draw_legend(Ui& ui, const std::vector<LegendEntry>& entries, const Rect& place) {
  const float line = ui.canvas().line_height(TextRole::label_bold);
  Point at{place.x, place.y};
  for (const LegendEntry& entry : entries) {
    const float width = std::min(width_of(ui, entry), place.w);
    if (at.x > place.x && at.x + width > place.right()) at = {place.x, at.y + line + ui.units(4)};
    draw_entry(ui, entry, {at.x, at.y, width, line});
    at.x += width + ui.units(legend_gap);
  }
  return at.y + line - place.y;
}

float widest(Ui& ui, const Axis& axis) {
  float width = 0;
  for (const Tick& tick : axis.ticks)
    width = std::max(width, ui.canvas().text_width(TextRole::figure, tick.text));
  return width;
}

/// The axis with the most ticks whose texts do not overlap.
Axis x_axis_that_fits(Ui& ui, const ChartData& data, float width) {
  constexpr int ticks_most = 24;
  for (int ticks = ticks_most; ticks > 2; --ticks) {
    Axis axis = x_axis(data, ticks);
    const float each = widest(ui, axis) + ui.units(16);
    float nearest = width;
    for (std::size_t i = 1; i < axis.ticks.size(); ++i) {
      const double apart = axis.share(axis.ticks[i].at) - axis.share(axis.ticks[i - 1].at);
      nearest = std::min(nearest, width * static_cast<float>(apart));
    }
    if (nearest >= each) return axis;
  }
  return x_axis(data, 2);
}

}  // namespace

Tone tone_of(ChartColour colour) {
  constexpr std::array<Tone, chart_colour_count> tones{Tone::threads, Tone::processes, Tone::serial,
                                                       Tone::queued,  Tone::lost,      Tone::failed,
                                                       Tone::running};
  return tones[static_cast<std::size_t>(colour)];
}

void draw_chart_mark(Canvas& canvas, Point centre, float half, std::size_t place, Ink ink,
                     Rgb ground) {
  const float x = centre.x, y = centre.y, side = half * 0.9F, tip = half * 1.25F;
  const Rect square{x - side, y - side, 2 * side, 2 * side};
  const float line = std::max(2.0F, half * 0.4F);
  const std::array<Point, 3> triangle{
      {{x, y - tip}, {x + tip, y + half * 0.9F}, {x - tip, y + half * 0.9F}}};
  const std::array<Point, 4> diamond{{{x, y - tip}, {x + tip, y}, {x, y + tip}, {x - tip, y}}};
  // One more shape than colours, so that two series of the same colour have different shapes.
  switch (place % (chart_colour_count + 1)) {
    case 0:
      return canvas.circle(centre, half, ink);
    case 1:
      return canvas.fill(square, ink);
    case 2:
      return canvas.polygon(triangle, ink);
    case 3:
      return canvas.polygon(diamond, ink);
    case 4:
      canvas.circle(centre, half, ground);
      return canvas.ring(centre, half, ink, line);
    case 5:
      canvas.fill(square, ground);
      return canvas.outline(square, ink, line);
    case chart_colour_count:
      canvas.line({x - tip, y}, {x + tip, y}, ink, line);
      return canvas.line({x, y - tip}, {x, y + tip}, ink, line);
    default:
      canvas.line({x - side, y - side}, {x + side, y + side}, ink, line);
      return canvas.line({x - side, y + side}, {x + side, y - side}, ink, line);
  }
}

void draw_dashed(Ui& ui, Point from, Point to, Ink ink) {
  const float length = std::hypot(to.x - from.x, to.y - from.y), dash = ui.units(8);
  const int dashes = std::max(1, static_cast<int>(length / dash));
  for (int i = 0; i < dashes; i += 2) {
    const auto at = [&](int place) {
      const float share = static_cast<float>(place) / static_cast<float>(dashes);
      return Point{from.x + (to.x - from.x) * share, from.y + (to.y - from.y) * share};
    };
    ui.canvas().line(at(i), at(i + 1), ink, ui.units(2));
  }
}

void draw_chart_head(Ui& ui, const ChartData& data, Rect head, Rect& rest,
                     const std::string& axes) {
  Canvas& canvas = ui.canvas();
  const float title_width = canvas.text_width(TextRole::heading, data.title);
  canvas.text_in(head.cut_left(std::min(title_width, head.w), ui.units(28)), TextRole::heading,
                 ui.tone(Tone::text), data.title, Align::left, Overflow::shrink);
  std::vector<LegendEntry> entries = legend_of(ui, data);
  if (!axes.empty()) entries.push_back({axes, ui.tone(Tone::muted), Sign::none, 0});
  if (entries.empty()) return;
  float width = -ui.units(legend_gap);
  for (const LegendEntry& entry : entries) width += width_of(ui, entry) + ui.units(legend_gap);
  if (width <= head.w) {
    const float line = canvas.line_height(TextRole::label_bold);
    draw_legend(ui, entries, {head.x, head.centre().y - line / 2, head.w, line});
    return;
  }
  rest.cut_top(draw_legend(ui, entries, rest), ui.units(8));
}

ChartPaper make_chart_paper(Ui& ui, const ChartData& data, Rect place) {
  const float line = ui.canvas().line_height(TextRole::figure);
  ChartPaper paper;
  place.cut_top(line / 2);
  place.cut_bottom(line + ui.units(6));
  paper.y = y_axis(data, std::clamp(static_cast<int>(place.h / (line * 1.6F)), 2, y_ticks_max));
  place.cut_left(widest(ui, paper.y) + ui.units(10));
  paper.x = x_axis_that_fits(ui, data, place.w);
  // Half of the last text below the axis extends beyond it.
  if (!paper.x.ticks.empty()) {
    const Tick& last = paper.x.ticks.back();
    const float half = ui.canvas().text_width(TextRole::figure, last.text) / 2;
    const float room = place.w * static_cast<float>(1 - paper.x.share(last.at));
    place.cut_right(std::max(0.0F, half - room));
  }
  paper.plot = place;
  return paper;
}

void draw_chart_axes(Ui& ui, const ChartPaper& paper) {
  Canvas& canvas = ui.canvas();
  const Rect& plot = paper.plot;
  const float line = canvas.line_height(TextRole::figure), side = ui.units(400);
  for (const Tick& tick : paper.y.ticks) {
    const float y = plot.bottom() - plot.h * static_cast<float>(paper.y.share(tick.at));
    canvas.line({plot.x, y}, {plot.right(), y}, ui.tone(Tone::line), 1);
    canvas.text_in({plot.x - ui.units(10) - side, y - line / 2, side, line}, TextRole::figure,
                   ui.tone(Tone::muted), tick.text, Align::right);
  }
  for (const Tick& tick : paper.x.ticks) {
    const float x = plot.x + plot.w * static_cast<float>(paper.x.share(tick.at));
    canvas.line({x, plot.bottom()}, {x, plot.bottom() + ui.units(5)}, ui.tone(Tone::muted), 1);
    canvas.text_in({x - side / 2, plot.bottom() + ui.units(6), side, line}, TextRole::figure,
                   ui.tone(Tone::muted), tick.text, Align::centre);
  }
  canvas.line({plot.x, plot.bottom()}, {plot.right(), plot.bottom()}, ui.tone(Tone::muted), 1);
}

void draw_chart_spot(Ui& ui, const ChartData& data, const ChartPaper& paper, const Rect& bounds,
                     ChartSpot spot) {
  Canvas& canvas = ui.canvas();
  const Point at = place_of(data, paper, spot);
  const ChartSeries& series = data.series[spot.series];
  canvas.ring(at, ui.units(chart_mark_size + 5), ui.tone(Tone::text), ui.units(2));
  const std::vector<std::string> lines = spot_lines(data, spot);
  const float head = canvas.line_height(TextRole::label_bold),
              line = canvas.line_height(TextRole::label), inset = ui.units(10);
  float width = canvas.text_width(TextRole::label_bold, lines.front());
  for (const std::string& each : lines)
    width = std::max(width, canvas.text_width(TextRole::label, each));
  Rect box{at.x + ui.units(18), at.y - ui.units(18), width + 2 * inset,
           head + line * static_cast<float>(lines.size() - 1) + 2 * inset};
  if (box.right() > bounds.right()) box.x = at.x - ui.units(18) - box.w;
  box.x = std::max(box.x, bounds.x);
  box.y = std::clamp(box.y, bounds.y, std::max(bounds.y, bounds.bottom() - box.h));
  canvas.fill(box, ui.tone(Tone::raised), ui.units(8));
  canvas.outline(box, ui.tone(tone_of(series.colour)), ui.units(2), ui.units(8));
  Rect rest = box.inset(inset);
  canvas.text_in(rest.cut_top(head), TextRole::label_bold, ui.tone(tone_of(series.colour)),
                 lines.front());
  for (std::size_t i = 1; i < lines.size(); ++i)
    canvas.text_in(rest.cut_top(line), TextRole::label, ui.tone(Tone::text), lines[i]);
}

}  // namespace sharedfate
