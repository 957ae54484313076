#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "app/playground/labs/lab_view.h"

// A wait-for cycle, with the owners as the locks record them.
namespace sharedfate {
namespace {

constexpr float node_width = 132, node_height = 40, title_height = 34;

Point middle(Point a, Point b) { return {(a.x + b.x) / 2, (a.y + b.y) / 2}; }

/// On an ellipse, clockwise from its left end.
std::vector<Point> places_of(std::size_t count, const Rect& room) {
  std::vector<Point> places;
  for (std::size_t i = 0; i < count; ++i) {
    const float turn =
        std::numbers::pi_v<float> * (2 * static_cast<float>(i) / static_cast<float>(count) - 1);
    places.push_back({room.centre().x + room.w / 2 * std::cos(turn),
                      room.centre().y + room.h / 2 * std::sin(turn)});
  }
  return places;
}

/// An arrow between two nodes, labelled with the lock; the arrow back runs beside it.
void draw_arrow(Ui& ui, Point from, Point to, std::uint32_t lock) {
  Canvas& canvas = ui.canvas();
  const float dx = to.x - from.x, dy = to.y - from.y;
  const float length = std::max(1.0F, std::sqrt(dx * dx + dy * dy));
  const Point along{dx / length, dy / length}, aside{along.y, -along.x};
  // Where the straight line leaves the nodes.
  const float half = std::abs(dx) * node_height > std::abs(dy) * node_width
                         ? ui.units(node_width) / 2 / std::max(0.01F, std::abs(along.x))
                         : ui.units(node_height) / 2 / std::max(0.01F, std::abs(along.y));
  const float cut = std::min(half + ui.units(6), length * 0.4F), apart = ui.units(9);
  const auto at = [&](float forward, float sideways) {
    return Point{from.x + along.x * forward + aside.x * sideways,
                 from.y + along.y * forward + aside.y * sideways};
  };
  const Point begin = at(cut, apart), end = at(length - cut, apart);
  canvas.arrow(begin, end, ui.tone(Tone::lost), ui.units(2.5F), ui.units(11));
  const Point label = middle(begin, end);
  const std::string words = fmt::format("waits for lock {}", lock);
  const float wide = canvas.text_width(TextRole::label, words);
  const float tall = canvas.line_height(TextRole::label);
  // Far enough to the side that the label's nearest corner is clear of the line.
  const float off = wide / 2 * std::abs(aside.x) + tall / 2 * std::abs(aside.y) + ui.units(4);
  const Rect box{label.x + aside.x * off - wide / 2, label.y + aside.y * off - tall / 2, wide,
                 tall};
  canvas.text_in(box, TextRole::label, ui.tone(Tone::text), words, Align::centre);
}

}  // namespace

void draw_lab_wait_cycle(Ui& ui, std::string_view name, const MeasuredFact& cycle,
                         const Rect& box) {
  Canvas& canvas = ui.canvas();
  canvas.fill(box, ui.tone(Tone::panel), ui.units(14));
  Rect inner = box.inset(ui.units(16));
  canvas.text_in(inner.cut_top(ui.units(title_height), ui.units(6)), TextRole::heading,
                 ui.tone(Tone::text), "The wait-for cycle of the last deadlock", Align::left,
                 Overflow::shrink);
  ui.region(std::string(name), box, cycle.words, {.enabled = true, .focusable = false});
  const Rect ring =
      inner.inset(ui.units(node_width) / 2 + ui.units(30), ui.units(node_height) / 2 + ui.units(4));
  const std::vector<Point> places = places_of(cycle.waits.size(), ring);
  for (std::size_t i = 0; i < places.size(); ++i)
    draw_arrow(ui, places[i], places[(i + 1) % places.size()], cycle.waits[i].lock);
  for (std::size_t i = 0; i < places.size(); ++i) {
    const Rect node{places[i].x - ui.units(node_width) / 2, places[i].y - ui.units(node_height) / 2,
                    ui.units(node_width), ui.units(node_height)};
    canvas.fill(node, ui.tone(Tone::raised), ui.units(9));
    canvas.outline(node, ui.tone(Tone::lost), ui.units(1.75F), ui.units(9));
    canvas.text_in(node, TextRole::figure, ui.tone(Tone::text),
                   fmt::format("TID {}", cycle.waits[i].tid), Align::centre, Overflow::shrink);
  }
}

}  // namespace sharedfate
