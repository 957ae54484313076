#include <fmt/format.h>

#include <array>

#include "app/playground/lanes/lane_view.h"
#include "app/playground/panel/words.h"

// The holder of the queue: the frame of the one address space, or the thin box of a parent process.
namespace sharedfate {
namespace {

std::string holder_words(const LaneView& view) {
  if (view.kind.one_address_space) return "one address space";
  if (!view.kind.shares_queue) return "parent";
  const LaneModel& lane = view.lane;
  if (lane.lock_dead_holder != 0)
    return fmt::format("lock died with {}{}", view.kind.worker_mark, lane.lock_dead_holder);
  return lane.lock_recovered == 0 ? "shared memory, one lock"
                                  : fmt::format("lock recovered {}×", lane.lock_recovered);
}

void draw_label(const LaneView& view) {
  Canvas& canvas = view.canvas();
  Rect line = view.layout.space_label;
  const float alpha = view.dead() ? 0.7F : 1.0F;
  const int pid = view.lane.lane_pid != 0 || view.lane.deaths.empty()
                      ? view.lane.lane_pid
                      : view.lane.deaths.back().report.pid;
  const std::string pid_text = pid == 0 ? "" : fmt::format("pid {}", pid);
  const std::string holder = holder_words(view);
  const bool lock_dead = view.lane.lock_dead_holder != 0;
  const std::string queue = "queue " + grouped(view.account.queued);
  const std::uint64_t per_box = view.scene.anchors.queue.tasks_per_box;
  const std::string density =
      per_box > 1 ? fmt::format(" · 1 box = {} tasks", grouped(per_box)) : "";
  struct Choice {
    std::string text;
    bool with_pid;
  };
  const std::array<Choice, 5> choices{
      Choice{fmt::format("{} · {}{}", holder, queue, density), true},
      Choice{fmt::format("{} · {}{}", holder, queue, density), false},
      Choice{queue + density, false}, Choice{queue, false},
      Choice{grouped(view.account.queued), false}};
  const float pid_width = canvas.text_width(TextRole::figure, pid_text);
  for (const Choice& choice : choices) {
    const float rest = line.w - (choice.with_pid ? pid_width + view.units(12) : 0);
    if (canvas.text_width(TextRole::label, choice.text) > rest && &choice != &choices.back())
      continue;
    if (choice.with_pid) {
      canvas.text_in(line.cut_right(pid_width, view.units(12)), TextRole::figure,
                     Ink(view.ui().tone(Tone::muted), alpha), pid_text, Align::right);
    }
    canvas.text_in(line, TextRole::label,
                   Ink(view.ui().tone(lock_dead ? Tone::lost : Tone::muted), alpha), choice.text,
                   Align::left, Overflow::shrink);
    return;
  }
}

void draw_queue(const LaneView& view) {
  const CrowdLayout& grid = view.scene.anchors.queue;
  const CrowdLayout crowd = crowd_in_grid(grid, view.account.queued);
  const bool light = view.ui().theme() == ThemeName::light;
  CrowdStyle style{.outline = view.ui().tone(Tone::queued),
                   .outline_width = light ? std::max(1.0F, view.units(1)) : 0,
                   .radius = std::min(view.units(4), crowd.box * 0.25F)};
  CrowdBatch batch;
  batch.reserve(crowd.boxes);
  for (std::uint64_t box = 0; box < crowd.boxes; ++box) {
    style.filled =
        static_cast<float>(crowd.tasks_in_box(box)) / static_cast<float>(crowd.tasks_per_box);
    batch.add(crowd.box_rect(box), view.ui().fill(Tone::queued), style);
  }
  if (!batch.empty()) {
    view.canvas().crowd(std::move(batch));
  } else if (!view.dead()) {
    view.canvas().text_in(
        {grid.area.x, grid.area.y, grid.area.w, std::min(grid.area.h, view.units(22))},
        TextRole::small, view.ui().tone(Tone::muted),
        view.account.submitted == 0 ? "no tasks yet" : "empty", Align::left, Overflow::shrink);
  }
}

/// Memory that workers share has a thick frame, whether they are threads in it or processes that
/// map it. The frame is broken when the lane or the holder of its lock is dead.
void draw_frame(const LaneView& view) {
  Canvas& canvas = view.canvas();
  const Rect& space = view.layout.space;
  const float radius = view.units(14);
  const bool shared = view.kind.one_address_space || view.kind.shares_queue;
  const float thickness = shared ? view.layout.frame_thickness : std::max(1.0F, view.units(1.5F));
  if (view.dead() || view.lane.lock_dead_holder != 0) {
    canvas.broken_frame(space, Ink(view.ui().tone(Tone::lost), 0.6F), thickness, radius);
  } else if (shared) {
    const bool light = view.ui().theme() == ThemeName::light;
    canvas.frame(space, light ? view.ui().tone(view.tone) : view.ui().fill(view.tone), thickness,
                 radius);
  } else {
    canvas.outline(space, view.ui().tone(Tone::muted), thickness, radius);
  }
}

}  // namespace

void draw_lane_space(const LaneView& view) {
  draw_frame(view);
  draw_label(view);
  draw_queue(view);
}

}  // namespace sharedfate
