#include "app/playground/panel/lesson_thumbnail.h"

#include <algorithm>

#include "app/playground/panel/lane_view.h"

namespace sharedfate {
namespace {

constexpr int workers_drawn_max = 5;

/// The worker of the first fault that the lesson injects, in whichever lane; 0: none.
int victim_of(const Lesson& lesson) {
  for (const LessonStep& step : lesson.steps) {
    for (const Action& action : step.run) {
      const auto* send = std::get_if<SendRequest>(&action.act);
      const auto* fault = send == nullptr ? nullptr : std::get_if<InjectFault>(&send->request);
      if (fault != nullptr) return fault->fault_spec.worker;
    }
  }
  return 0;
}

void draw_lane(Ui& ui, const LaneSpec& spec, int victim, Rect box) {
  Canvas& canvas = ui.canvas();
  const bool one_space = lane_kind_row(spec.kind).one_address_space;
  const int workers = std::min(spec.workers, workers_drawn_max);
  const float line = std::max(1.5F, ui.units(2)), radius = ui.units(4);
  const Ink edge = ui.tone(tone_of(spec.kind));
  if (one_space) {
    if (victim > 0) {
      canvas.broken_frame(box, ui.tone(Tone::lost), line, radius);
    } else {
      canvas.frame(box, edge, line, radius);
    }
    box = box.inset(ui.units(5));
  }
  const float step = box.h / static_cast<float>(std::max(1, workers));
  for (int worker = 1; worker <= workers; ++worker) {
    const Rect place = box.cut_top(step).inset(0, std::max(1.0F, step * 0.16F));
    const bool dead = victim > 0 && (one_space || worker == std::min(victim, workers));
    if (!one_space) {
      if (dead) {
        canvas.broken_frame(place, ui.tone(Tone::lost), line, radius);
      } else {
        canvas.frame(place, edge, line, radius);
      }
    }
    const float tall = std::min(place.h * 0.4F, ui.units(14));
    const Rect bar{place.x + ui.units(5), place.centre().y - tall / 2,
                   std::max(0.0F, place.w - ui.units(10)), tall};
    const float share = 0.35F + 0.13F * static_cast<float>((worker * 3) % 5);
    canvas.fill({bar.x, bar.y, bar.w * share, bar.h}, ui.fill(dead ? Tone::lost : Tone::running),
                bar.h / 3);
  }
}

}  // namespace

void draw_lesson_thumbnail(Ui& ui, const Lesson& lesson, const Rect& box) {
  const int victim = victim_of(lesson);
  Rect rest = box;
  const auto count = static_cast<float>(lesson.lanes.size());
  const float gap = ui.units(8), width = (box.w - gap * (count - 1)) / count;
  for (const LaneSpec& spec : lesson.lanes) draw_lane(ui, spec, victim, rest.cut_left(width, gap));
}

}  // namespace sharedfate
