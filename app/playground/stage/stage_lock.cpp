#include <cmath>

#include "app/playground/stage/stage_lane.h"
#include "core/report/worker_text.h"

// The lock of a queue in shared memory: which worker has it, and which ones wait for it.
namespace sharedfate {
namespace {

constexpr float lock_side = 38;

Point top_of(const StageActor& actor) { return {actor.place.tile.centre().x, actor.place.tile.y}; }

void draw_dashes(const StageView& view, Point from, Point to, Rgb ink) {
  const float length = std::hypot(to.x - from.x, to.y - from.y), dash = view.units(8);
  if (length < 1) return;
  const auto at = [&](float distance) {
    const float share = std::min(1.0F, distance / length);
    return Point{from.x + (to.x - from.x) * share, from.y + (to.y - from.y) * share};
  };
  for (float begun = 0; begun < length; begun += 2 * dash)
    view.canvas().line(at(begun), at(begun + dash), ink, std::max(1.5F, view.units(2.5F)));
}

bool waits_for_lock(const StageView& view, const StageActor& actor) {
  if (actor.worker == nullptr || !actor.worker->alive()) return false;
  const WorkerStatus status = worker_words(view.lane.lane, *actor.worker).status;
  return status == WorkerStatus::waits_for_lock || status == WorkerStatus::waits_for_ever;
}

}  // namespace

void draw_stage_lock(const StageView& view) {
  if (!view.lane.kind.shares_queue || view.lane.dead() || view.layout.queue_as_figure) return;
  const Rect& bar = view.layout.space;
  const float side = std::min(view.units(lock_side), bar.h * 0.3F);
  const Rect lock{bar.right() - 1.6F * side, bar.bottom() - 1.3F * side, side, side};
  Ui& ui = view.ui();
  const int holder = view.lane.lane.lock_dead_holder;
  for (const StageActor& actor : view.workers) {
    // A dead worker keeps the lock: the line leads to what is left of it.
    if (actor.number == holder) {
      const Point end = actor.remains.empty()
                            ? top_of(actor)
                            : Point{actor.remains.right() - side / 2, actor.remains.y};
      view.canvas().line({lock.centre().x, lock.bottom()}, end, ui.tone(Tone::lost),
                         std::max(2.0F, view.units(4)));
    }
    if (waits_for_lock(view, actor))
      draw_dashes(view, top_of(actor), {lock.centre().x, lock.bottom()}, ui.tone(Tone::text));
  }
  view.canvas().icon(Icon::lock, lock, ui.tone(holder != 0 ? Tone::lost : Tone::text));
}

}  // namespace sharedfate
