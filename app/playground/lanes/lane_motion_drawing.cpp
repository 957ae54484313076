#include "app/playground/lanes/lane_view.h"

#include <cmath>

namespace sharedfate {
namespace {

struct Journey {
  Rect from, to;
  Tone tone_from, tone_to;
  bool hatched;
};

Journey journey_of(const Glide& glide, const LaneAnchors& anchors) {
  switch (glide.path) {
    case Glide::Path::queue_to_worker:
      return {LaneAnchors::place_in(anchors.queue, glide.from_index),
              anchors.place_of_worker(glide.worker), Tone::queued, Tone::running, false};
    case Glide::Path::worker_to_done:
      return {anchors.place_of_worker(glide.worker),
              LaneAnchors::place_in(anchors.done, glide.to_index), Tone::running, Tone::done,
              false};
    case Glide::Path::worker_to_lost:
      return {anchors.place_of_worker(glide.worker),
              LaneAnchors::place_in(anchors.lost, glide.to_index), Tone::lost, Tone::lost, true};
    case Glide::Path::queue_to_lost:
      break;
  }
  return {LaneAnchors::place_in(anchors.queue, glide.from_index),
          LaneAnchors::place_in(anchors.lost, glide.to_index), Tone::lost, Tone::lost, true};
}

/// A box is small while it is under way: it hides less.
Rect box_on_way(const Rect& from, const Rect& to, float way) {
  const Rect middle = lerp(from, to, way);
  const float grown = to.w > from.w ? way * way * way : std::sqrt(way);
  const float side = from.w + (to.w - from.w) * grown;
  return {middle.centre().x - side / 2, middle.centre().y - side / 2, side, side};
}

void draw_falls(const LaneView& view) {
  const LaneAnchors& anchors = view.scene.anchors;
  for (const Fall& fall : view.scene.motion.falls()) {
    const auto index = static_cast<std::size_t>(fall.worker - 1);
    if (!fall.whole_space && (fall.worker < 1 || index >= anchors.tiles.size())) continue;
    const Rect& frame = fall.whole_space ? anchors.space : anchors.tiles[index];
    const auto fallen =
        static_cast<float>((view.ui().time_s() - fall.since_s) / LaneMotion::fall_s);
    view.canvas().broken_frame(frame, view.ui().tone(Tone::lost), view.layout.frame_thickness,
                               std::min(view.layout.frame_radius, frame.h * 0.4F),
                               std::clamp(fallen, 0.0F, 1.0F));
  }
}

}  // namespace

void draw_tasks_in_motion(const LaneView& view) {
  CrowdBatch batch;
  const bool light = view.ui().theme() == ThemeName::light;
  for (const Glide& glide : view.scene.motion.glides()) {
    const auto share =
        static_cast<float>((view.ui().time_s() - glide.since_s) / std::max(0.001, glide.seconds));
    const float way = ease_out(share);
    const Journey journey = journey_of(glide, view.scene.anchors);
    const Rect place = box_on_way(journey.from, journey.to, way);
    const Rgb fill = mix(view.ui().fill(journey.tone_from), view.ui().fill(journey.tone_to), way);
    const Rgb edge = mix(view.ui().tone(journey.tone_from), view.ui().tone(journey.tone_to), way);
    batch.add(place, fill,
              {.outline = edge,
               .outline_width = light || journey.hatched ? std::max(1.0F, view.units(1)) : 0,
               .radius = place.h * 0.17F,
               .hatched = journey.hatched});
  }
  if (!batch.empty()) view.canvas().crowd(std::move(batch));
}

void draw_motion(const LaneView& view) {
  draw_tasks_in_motion(view);
  draw_falls(view);
}

}  // namespace sharedfate
