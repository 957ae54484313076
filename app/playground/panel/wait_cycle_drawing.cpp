#include <cmath>

#include "app/playground/panel/lane_view.h"

// Who waits for whom for ever: an arrow from each worker of the circle to the one whose lock it
// wants.
namespace sharedfate {
namespace {

/// An arrow from one tile into the other, beside the one that comes back.
void draw_arrow(const LaneView& view, const Rect& from, const Rect& to) {
  const auto anchor = [](const Rect& tile) {
    return Point{tile.x + tile.w * 0.7F, tile.centre().y};
  };
  Point begin = anchor(from), end = anchor(to);
  const float dx = end.x - begin.x, dy = end.y - begin.y;
  const float length = std::sqrt(dx * dx + dy * dy);
  if (length < 1) return;
  const Point along{dx / length, dy / length}, aside{-along.y, along.x};
  const float apart = std::min(view.units(9), length * 0.2F);
  const auto shifted = [&](Point point, float forward, float sideways) {
    return Point{point.x + along.x * forward + aside.x * sideways,
                 point.y + along.y * forward + aside.y * sideways};
  };
  begin = shifted(begin, 0, apart);
  end = shifted(end, 0, apart);
  const Rgb ground = view.ui().tone(Tone::panel), tone = view.ui().tone(Tone::failed);
  const float head = std::min(view.units(10), length * 0.25F);
  // Its own ground keeps it legible across whatever it passes.
  for (const auto& [ink, thickness] :
       {std::pair{ground, view.units(6)}, {tone, view.units(2.5F)}}) {
    Canvas& canvas = view.canvas();
    canvas.circle(begin, thickness, ink);
    canvas.line(begin, end, ink, thickness);
    canvas.line(end, shifted(end, -head, head * 0.6F), ink, thickness);
    canvas.line(end, shifted(end, -head, -head * 0.6F), ink, thickness);
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
