#include "app/playground/stage/stage_tasks.h"

#include <algorithm>
#include <utility>

namespace sharedfate {
namespace {

float radius_of(const Rect& place) { return std::max(2.0F, place.h * 0.17F); }

}  // namespace

Tone tone_of(TaskLook look) {
  switch (look) {
    case TaskLook::queued:
      return Tone::queued;
    case TaskLook::running:
      return Tone::running;
    case TaskLook::done:
      return Tone::done;
    case TaskLook::failed:
      return Tone::failed;
    case TaskLook::lost:
      return Tone::lost;
    case TaskLook::cancelled:
      break;
  }
  return Tone::muted;
}

void add_task_box(CrowdBatch& batch, const Ui& ui, const Rect& place, TaskLook look, float filled) {
  const Tone tone = tone_of(look);
  const bool light = ui.theme() == ThemeName::light;
  CrowdStyle style{.outline = ui.tone(tone), .radius = radius_of(place)};
  const float thin = std::max(1.0F, place.h * 0.055F);
  switch (look) {
    case TaskLook::queued:
    case TaskLook::done:
      style.outline_width = light ? thin : 0;
      break;
    case TaskLook::running:
      style.outline_width = std::max(2.0F, place.h * 0.04F);
      style.filled = std::clamp(filled, 0.0F, 1.0F);
      break;
    case TaskLook::lost:
      style.outline_width = std::max(1.0F, thin);
      style.hatched = true;
      break;
    case TaskLook::failed:
    case TaskLook::cancelled:
      style.outline_width = std::max(1.5F, thin);
      style.filled = 0;
      break;
  }
  batch.add(place, ui.fill(tone), style);
}

void draw_task_sign(Ui& ui, const Rect& place, TaskLook look) {
  Canvas& canvas = ui.canvas();
  const Rect inner = place.inset(place.w * 0.22F);
  if (look == TaskLook::done) canvas.icon(Icon::check, inner, ui.tone(Tone::background));
  if (look == TaskLook::failed) canvas.icon(Icon::exclamation, inner, ui.tone(Tone::failed));
  if (look == TaskLook::cancelled) canvas.icon(Icon::minus, inner, ui.tone(Tone::muted));
}

void draw_task(Ui& ui, const Rect& place, TaskLook look, float filled) {
  CrowdBatch batch;
  add_task_box(batch, ui, place, look, filled);
  ui.canvas().crowd(std::move(batch));
  draw_task_sign(ui, place, look);
}

void draw_task_bar(Ui& ui, const Rect& track, float share, TaskLook look, bool from_right) {
  if (share <= 0 || track.empty()) return;
  constexpr float least = 4;
  const float width = std::min(track.w, std::max(least, track.w * std::min(share, 1.0F)));
  const Rect bar{from_right ? track.right() - width : track.x, track.y, width, track.h};
  const Tone tone = tone_of(look);
  Canvas& canvas = ui.canvas();
  if (look == TaskLook::lost) {
    canvas.hatch(bar, ui.tone(tone), std::max(5.0F, ui.units(7)), std::max(1.5F, ui.units(2)));
  } else {
    canvas.fill(bar, ui.fill(tone), std::min(4.0F, width / 2));
  }
  if (look == TaskLook::lost || ui.theme() == ThemeName::light)
    canvas.outline(bar, ui.tone(tone), std::max(1.0F, ui.units(1.5F)), std::min(4.0F, width / 2));
}

}  // namespace sharedfate
