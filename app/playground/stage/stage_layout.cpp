#include "app/playground/stage/stage_layout.h"

#include <cmath>

namespace sharedfate {
namespace {

// All in units, but for what the names of the text's measures say.
constexpr float frame_thickness = 6, frame_radius = 16, padding = 15, worker_gap = 12,
                title_gap = 10, account_gap = 14, caller_gap = 18, caller_height = 124,
                frames_good = 300, holder_share = 0.42F, strip_height = 52;
constexpr int one_row_max = 8;

/// Cuts what stands below the frames. Where there is little height, first the account becomes one
/// line, then the caller, and then the caller is left out; and before anything has run, when all
/// tasks are in the queue, the account.
void place_below(const StageInput& input, StageLayout& layout, Rect& rest) {
  const float unit = input.unit;
  const float frames_least = 1.6F * input.line;
  const float gaps = (account_gap + (input.has_caller ? caller_gap : 0)) * unit;
  float caller = input.has_caller ? std::max(caller_height * unit, 2.3F * input.line) : 0;
  float account = input.figure_line + input.line;
  const auto frames = [&] { return rest.h - account - caller - gaps; };
  layout.account_in_columns =
      input.account_width <= input.bounds.w && frames() >= frames_good * unit;
  if (!layout.account_in_columns) account = input.line;
  if (caller > 0 && frames() < frames_good * unit) caller = 1.3F * input.line;
  if (frames() < frames_least) caller = 0;
  if (frames() < frames_least && !input.has_caller) account = 0;
  if (account > 0) layout.account = rest.cut_bottom(account, account_gap * unit);
  if (caller == 0) return;
  layout.results = rest.cut_bottom(caller, caller_gap * unit);
  const bool one_line = caller < 2 * input.line;
  const float words = (one_line ? 2.1F : 1) * input.caller_width + 2 * padding * unit;
  if (words <= layout.results.w * 0.6F)
    layout.caller = layout.results.cut_left(words, padding * unit);
}

struct Grid {
  int columns = 1, rows = 1;
  float width = 0, height = 0, gap = 0;
};

Grid grid_of(const StageInput& input, const Rect& area) {
  const int count = input.workers;
  const auto with_rows = [&](int rows) {
    Grid grid;
    grid.columns = (count + rows - 1) / rows;
    grid.rows = (count + grid.columns - 1) / grid.columns;
    grid.gap =
        std::min(worker_gap * input.unit, 0.2F * std::min(area.w / static_cast<float>(grid.columns),
                                                          area.h / static_cast<float>(grid.rows)));
    grid.width = (area.w - grid.gap * static_cast<float>(grid.columns - 1)) /
                 static_cast<float>(grid.columns);
    grid.height =
        (area.h - grid.gap * static_cast<float>(grid.rows - 1)) / static_cast<float>(grid.rows);
    return grid;
  };
  const auto shorter_side = [](const Grid& grid) { return std::min(grid.width, grid.height); };
  Grid grid = with_rows(1);
  if (count > one_row_max) {
    for (int rows = 2; rows <= count; ++rows) {
      const Grid more = with_rows(rows);
      if (shorter_side(more) > shorter_side(grid)) grid = more;
    }
    return grid;
  }
  // A name needs some width: in a narrow lane there are more rows, as long as they are high enough.
  for (int rows = 2; rows <= count; ++rows) {
    if (grid.width >= input.name_width + 2 * padding * input.unit) break;
    const Grid more = with_rows(rows);
    if (more.height < 1.9F * input.line) break;
    if (more.columns < grid.columns) grid = more;
  }
  return grid;
}

/// Name above the task, name beside it, or the task alone.
void fill_tile(const StageInput& input, StageWorker& worker) {
  const float unit = input.unit;
  Rect inner = worker.tile.inset(std::min(8 * unit, worker.tile.w * 0.06F));
  constexpr float task_least = 36;
  const auto square_in = [](const Rect& area) {
    const float side = std::max(1.0F, std::floor(std::min(area.w, area.h)));
    return Rect{std::floor(area.centre().x - side / 2), std::floor(area.centre().y - side / 2),
                side, side};
  };
  if (input.name_width <= inner.w && inner.h >= input.line + task_least * unit) {
    worker.name = inner.cut_top(input.line);
    worker.task = square_in(inner.inset(4 * unit));
  } else if (input.name_width + (task_least + 6) * unit <= inner.w &&
             inner.h >= input.line * 0.9F) {
    worker.name = inner.cut_left(input.name_width, 6 * unit);
    worker.task = square_in(inner);
  } else {
    worker.task = square_in(inner.inset(std::min(2 * unit, inner.h * 0.1F)));
  }
  const float most = 100 * unit;
  if (worker.task.w > most) {
    const Point middle = worker.task.centre();
    worker.task = {middle.x - most / 2, middle.y - most / 2, most, most};
  }
}

StageWorker worker_in(const StageInput& input, const Rect& cell) {
  StageWorker worker;
  const float inset = std::min(padding * input.unit, 0.14F * std::min(cell.w, cell.h));
  if (!input.one_address_space) worker.frame = cell;
  worker.tile = cell.inset(inset);
  fill_tile(input, worker);
  return worker;
}

void place_workers(const StageInput& input, StageLayout& layout, const Rect& area) {
  const Grid grid = grid_of(input, area);
  for (int i = 0; i < input.workers; ++i) {
    const auto column = static_cast<float>(i % grid.columns),
               row = static_cast<float>(i / grid.columns);
    layout.workers.push_back(
        worker_in(input, {area.x + column * (grid.width + grid.gap),
                          area.y + row * (grid.height + grid.gap), grid.width, grid.height}));
  }
  if (layout.workers.empty() || layout.workers.front().frame.empty()) return;
  const float least = std::min(grid.width, grid.height);
  layout.thickness = std::min(layout.thickness, std::max(2.0F, least * 0.06F));
  layout.radius = std::min(layout.radius, least * 0.2F);
}

/// Low frames: the queue's length stands left of the workers.
void place_strip(const StageInput& input, StageLayout& layout, Rect frames) {
  const float unit = input.unit;
  layout.queue_as_figure = true;
  const Rect whole = frames;
  Rect holder = frames.cut_left(std::max(0.18F * frames.w, 2.6F * input.line), worker_gap * unit);
  layout.space = input.one_address_space ? whole : holder;
  layout.queue = holder.inset(padding * unit, 0);
  place_workers(input, layout, frames);
}

void place_frames(const StageInput& input, StageLayout& layout, Rect frames) {
  const float unit = input.unit;
  const float holder_least = input.line + 2 * padding * unit;
  if (frames.h < 2 * holder_least + worker_gap * unit) return place_strip(input, layout, frames);
  const Rect whole = frames;
  Rect holder = frames.cut_top(
      std::max(holder_least, holder_share * (frames.h - worker_gap * unit)), worker_gap * unit);
  if (input.shares_queue && input.primary_width > 0)
    layout.primary = holder.cut_left(
        std::min(input.primary_width + 4 * padding * unit, holder.w * 0.4F), worker_gap * unit);
  layout.space = input.one_address_space ? whole : holder;
  layout.queue = holder.inset(padding * unit);
  if (!input.shares_queue && input.primary_width > 0) {
    const bool one_line = layout.queue.h < 2 * input.line;
    const float width = (one_line ? 1.1F : 1) * input.primary_width + 24 * unit;
    if (width <= layout.queue.w * 0.5F)
      layout.primary = layout.queue.cut_left(width, (padding + 6) * unit);
  }
  place_workers(input, layout, frames);
}

}  // namespace

StageLayout lay_out_stage(const StageInput& input) {
  StageLayout layout;
  layout.thickness = std::max(2.0F, frame_thickness * input.unit);
  layout.radius = frame_radius * input.unit;
  Rect rest = input.bounds;
  layout.title = rest.cut_top(input.title_height, title_gap * input.unit);
  place_below(input, layout, rest);
  place_frames(input, layout, rest);
  return layout;
}

CrowdLayout lay_out_block(std::uint64_t tasks, const Rect& area, float box_max, float box_min) {
  constexpr float pitch_per_box = 28.0F / 23;
  CrowdLayout best;
  best.area = area;
  if (tasks == 0 || tasks > boxes_max) return best;
  for (const int columns : {10, 20, 30, 40, 50}) {
    const auto rows =
        (tasks + static_cast<std::uint64_t>(columns) - 1) / static_cast<std::uint64_t>(columns);
    const float gap = 1 - 1 / pitch_per_box;  // there is none after the last box
    const float pitch =
        std::floor(std::min({box_max * pitch_per_box, area.w / (static_cast<float>(columns) - gap),
                             area.h / (static_cast<float>(rows) - gap)}));
    const float box = std::round(pitch / pitch_per_box);
    if (box < box_min || box <= best.box) continue;
    best = {tasks, 1, tasks, columns, static_cast<int>(rows), box, pitch, area};
  }
  return best;
}

StageSuccession lay_out_succession(const StageWorker& worker, const StageInput& input) {
  Rect frame = worker.frame;
  const float strip = std::min(std::max(strip_height * input.unit, 1.3F * input.line), frame.h / 3);
  StageSuccession result;
  result.strip = frame.cut_bottom(strip, std::min(8 * input.unit, frame.h * 0.05F));
  result.successor = worker_in(input, frame);
  return result;
}

}  // namespace sharedfate
