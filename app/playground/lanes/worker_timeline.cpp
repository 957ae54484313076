#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "app/playground/lanes/worker_tile.h"

// A worker's recent past: its tasks over some seconds or, where they are reported, the slices in
// which it ran, at a scale that shows single turns of the GIL.
namespace sharedfate {
namespace {

constexpr std::uint64_t ns_per_ms = 1'000'000;

bool shows_slices(const Tile& tile) {
  return tile.worker != nullptr && tile.worker->slices.count > 0;
}

/// A stretch of the past, and the strip that shows it.
struct Past {
  const Tile& tile;
  Rect rect;
  double from_ns, span_ns;

  [[nodiscard]] float x_of(std::uint64_t ns) const {
    const double share = (static_cast<double>(ns) - from_ns) / span_ns;
    return rect.x + rect.w * static_cast<float>(std::clamp(share, 0.0, 1.0));
  }
  [[nodiscard]] float line() const { return std::max(1.0F, tile.units(1)); }

  void block(std::uint64_t start_ns, std::uint64_t end_ns, Tone tone, float gap) const {
    const float left = x_of(start_ns), right = x_of(end_ns);
    if (right <= rect.x || left >= rect.right()) return;
    const Rect block{left, rect.y, std::max(1.0F, right - left - gap), rect.h - line()};
    Canvas& canvas = tile.canvas();
    // A thin block has no room for an outline: in the light theme it has the darker tone.
    const bool dark = tone == Tone::running && tile.ui().theme() == ThemeName::light;
    canvas.fill(block, Ink(dark ? tile.ui().tone(tone) : tile.ui().fill(tone), 0.8F * tile.alpha()),
                std::min(tile.units(2), block.w / 2));
    if (tone == Tone::failed) canvas.hatch(block, tile.ink(tone), tile.units(5), line());
  }
};

/// How far back this lane's timelines look: nine tasks of its tempo, rounded up to 1 to 30 s.
std::uint64_t tasks_span_ns(const LaneView& view) {
  constexpr std::uint64_t tasks_seen = 9;
  const std::uint64_t wanted =
      std::max<std::uint64_t>(view.lane.tempo_ms, 20) * tasks_seen * ns_per_ms;
  for (const std::uint64_t seconds : {1U, 2U, 5U, 10U, 20U}) {
    if (seconds * 1000 * ns_per_ms >= wanted) return seconds * 1000 * ns_per_ms;
  }
  return 30'000 * ns_per_ms;
}

/// 40 turns of the interpreter's switch interval, between 0.2 s and 2 s.
std::uint64_t slices_span_ns(const LaneView& view) {
  constexpr std::uint64_t turns_seen = 40;
  const std::uint64_t wanted = turns_seen * view.lane.switch_interval_us * 1000;
  return std::clamp(wanted, 200 * ns_per_ms, 2000 * ns_per_ms);
}

/// A slice is reported when its worker runs again, at the latest after the turns of all others:
/// anything younger would look like a gap.
std::uint64_t slices_late_ns(const LaneView& view) {
  constexpr std::uint64_t shown_after_ms = 40, late_ms_max = 400;
  const auto others = static_cast<std::uint64_t>(std::max(1, view.lane.spec.workers));
  const std::uint64_t turns = others * view.lane.switch_interval_us * 1000;
  return std::min(shown_after_ms * ns_per_ms + turns, late_ms_max * ns_per_ms);
}

/// When the worker died; 0: it lives, or that is not known.
std::uint64_t death_ns(const Tile& tile) {
  if (!tile.dead) return 0;
  const std::vector<Death>& deaths = tile.view.lane.deaths;
  const auto death = std::find_if(deaths.rbegin(), deaths.rend(), [&](const Death& each) {
    return each.scope != Death::Scope::worker || each.report.worker == tile.number;
  });
  return death == deaths.rend() ? 0 : death->report.time_ns;
}

/// The time at the right end of its timeline.
double end_ns(const Tile& tile) {
  const std::uint64_t death = death_ns(tile);
  return death == 0 ? tile.view.scene.timeline_end_ns : static_cast<double>(death);
}

/// When the last thing ended that a living worker's timeline can show; 0: there is none.
std::uint64_t last_shown_ns(const LaneView& view) {
  std::uint64_t last = 0;
  for (const WorkerModel& worker : view.lane.workers) {
    if (!worker.alive()) continue;
    const Timeline& tasks = worker.timeline;
    const SliceTimeline& slices = worker.slices;
    if (tasks.count > 0)
      last = std::max(last, tasks.intervals[(tasks.count - 1) % Timeline::capacity].end_ns);
    if (slices.count > 0)
      last = std::max(last, slices.slices[(slices.count - 1) % SliceTimeline::capacity].end_ns);
  }
  return last;
}

void draw_slices(const Tile& tile, const Rect& rect) {
  const auto span = static_cast<double>(slices_span_ns(tile.view));
  const double end = end_ns(tile) - static_cast<double>(slices_late_ns(tile.view));
  const Past past{tile, rect, end - span, span};
  const SliceTimeline& slices = tile.worker->slices;
  const std::uint64_t kept = std::min<std::uint64_t>(slices.count, SliceTimeline::capacity);
  for (std::uint64_t i = slices.count - kept; i < slices.count; ++i) {
    const Slice& each = slices.slices[i % SliceTimeline::capacity];
    past.block(each.start_ns, each.end_ns, Tone::running, 0);
  }
}

void draw_tasks(const Tile& tile, const Rect& rect) {
  const auto span = static_cast<double>(tasks_span_ns(tile.view));
  const double end = end_ns(tile);
  const Past past{tile, rect, end - span, span};
  const Timeline& timeline = tile.worker->timeline;
  const std::uint64_t kept = std::min<std::uint64_t>(timeline.count, Timeline::capacity);
  for (std::uint64_t i = timeline.count - kept; i < timeline.count; ++i) {
    const Interval& each = timeline.intervals[i % Timeline::capacity];
    past.block(each.start_ns, each.end_ns, each.failed ? Tone::failed : Tone::done, past.line());
  }
  if (tile.worker->running() == 1 && tile.worker->task_started_ns > 0) {
    past.block(tile.worker->task_started_ns, static_cast<std::uint64_t>(end),
               tile.dead ? Tone::lost : Tone::running, past.line());
  }
}

}  // namespace

void move_timelines(const LaneView& view) {
  constexpr double far_ns = 60e9, catch_up_per_s = 10, frame_s = 0.1;
  double& end = view.scene.timeline_end_ns;
  const auto now = static_cast<double>(view.shown_ns());
  if (view.account.running == 0) {
    // What has ended moves on until it has left the timelines.
    const std::uint64_t span = tasks_span_ns(view) + slices_late_ns(view);
    const std::uint64_t last = last_shown_ns(view);
    if (last == 0 || end > static_cast<double>(last + span)) return;
    view.ui().refresh_within(frame_s);
  }
  if (end == 0 || now - end > far_ns || !view.ui().motion()) {
    end = now;
  } else {
    end += (now - end) * std::min(1.0, std::max(view.ui().delta_s(), 0.016) * catch_up_per_s);
  }
}

void draw_timeline(const Tile& tile, const Rect& rect) {
  if (tile.worker == nullptr || rect.empty()) return;
  const float line = std::max(1.0F, tile.units(1));
  tile.canvas().fill({rect.x, rect.bottom() - line, rect.w, line},
                     Ink(tile.ui().tone(Tone::line), tile.alpha()));
  if (tile.view.scene.timeline_end_ns == 0) return;
  if (shows_slices(tile)) {
    draw_slices(tile, rect);
  } else if (!tile.fast()) {
    draw_tasks(tile, rect);
  }
}

std::string timeline_words(const Tile& tile) {
  if (shows_slices(tile)) return fmt::format("{:.0f} % CPU", tile.worker->shares.on_core * 100);
  if (tile.fast()) return "";
  // The strip of a dead worker ends with its death: these seconds are no longer the last ones.
  return fmt::format("{}{} s", tile.dead ? "" : "last ",
                     tasks_span_ns(tile.view) / (1000 * ns_per_ms));
}

}  // namespace sharedfate
