#include <cmath>

#include "app/playground/lanes/lane_view.h"

// Wait-for cycles: an arrow from each worker to the one that holds the lock it waits for.
namespace sharedfate {
namespace {

/// An arrow from one tile to another; the arrow back runs beside it.
void draw_arrow(const LaneView& view, const Rect& from, const Rect& to) {
  const auto anchor = [](const Rect& tile) {
    return Point{tile.x + tile.w * 0.7F, tile.centre().y};
  };
  Point begin = anchor(from), end = anchor(to);
  const float dx = end.x - begin.x, dy = end.y - begin.y;
  const float length = std::sqrt(dx * dx + dy * dy);
  if (length < 1) return;
  const Point aside{-dy / length, dx / length};
  const float apart = std::min(view.units(9), length * 0.2F);
  begin = {begin.x + aside.x * apart, begin.y + aside.y * apart};
  end = {end.x + aside.x * apart, end.y + aside.y * apart};
  const Rgb ground = view.ui().tone(Tone::panel), tone = view.ui().tone(Tone::failed);
  const float head = std::min(view.units(10), length * 0.25F);
  // A border in the panel's colour keeps it legible across anything that it crosses.
  for (const auto& [ink, thickness] :
       {std::pair{ground, view.units(6)}, {tone, view.units(2.5F)}}) {
    Canvas& canvas = view.canvas();
    canvas.circle(begin, thickness, ink);
    canvas.arrow(begin, end, ink, thickness, head);
  }
}

}  // namespace

void draw_wait_cycles(const LaneView& view) {
  if (view.dead()) return;
  const auto& tiles = view.layout.workers;
  for (const WorkerModel& worker : view.lane.workers) {
    if (wait_cycle(view.lane, worker.worker).empty()) continue;
    const auto from = static_cast<std::size_t>(worker.worker - 1);
    const auto to = static_cast<std::size_t>(worker.waits_for - 1);
    if (from < tiles.size() && to < tiles.size()) draw_arrow(view, tiles[from], tiles[to]);
  }
}

}  // namespace sharedfate
