#include "app/playground/lanes/lane_layout.h"

#include <cmath>

namespace sharedfate {
namespace {

/// The least size of a tile for each level of detail, and the gap between tiles, in design units.
struct DetailNeed {
  WorkerDetail detail;
  float width, height, gap;
};
constexpr DetailNeed detail_needs[] = {
    {WorkerDetail::full, 350, 43, 8},    {WorkerDetail::row, 250, 34, 8},
    {WorkerDetail::compact, 104, 24, 6}, {WorkerDetail::tile, 38, 19, 4},
    {WorkerDetail::dot, 0, 0, 3},
};
constexpr float tile_height_max = 104;

/// The heights of the parts of a lane, in design units, for the room that there is.
struct Heights {
  float padding, gap;
  float title, facts, sentence;
  float label, strip;
  bool one_strip = false;  ///< done and lost share a line
};

Heights choose_heights(const Rect& bounds, float unit) {
  const float height = bounds.h / unit, width = bounds.w / unit;
  Heights chosen{
      .padding = 16, .gap = 10, .title = 36, .facts = 24, .sentence = 24, .label = 26, .strip = 32};
  if (width < 420) chosen.sentence = width < 330 ? 56.0F : 46.0F;  // wraps over two or three lines
  if (height < 560) chosen.strip = 28;
  if (height < 580 && width < 420) chosen.sentence = 0;
  if (height < 520) chosen.sentence = 0;
  if (height < 470) chosen.strip = 22;
  if (height < 400) chosen.padding = 10, chosen.gap = 6, chosen.label = 22, chosen.strip = 20;
  if (height < 330) chosen.facts = 0, chosen.title = 32;
  if (height < 290) chosen.padding = 8, chosen.title = 28, chosen.one_strip = true;
  if (width < 300) chosen.padding = std::min(chosen.padding, 10.0F);
  return chosen;
}

void place_strips(LaneLayout& layout, Rect& inner, const LaneLayoutInput& input,
                  const Heights& heights) {
  const float unit = input.unit;
  const float label = input.label_width;
  layout.account = inner.cut_bottom(input.account_height, 4 * unit);
  const auto strip = [&](Rect row, Rect& label_place, Rect& crowd) {
    label_place = row.cut_left(std::min(label, row.w * 0.6F), 12 * unit);
    label_place.h = std::min(label_place.h, 22 * unit);
    crowd = row;
  };
  if (heights.one_strip) {
    Rect line = inner.cut_bottom(heights.strip * unit, 4 * unit);
    strip(line.cut_left(line.w * 0.5F - 6 * unit, 12 * unit), layout.done_label, layout.done);
    strip(line, layout.lost_label, layout.lost);
    return;
  }
  if (input.has_failed_row) layout.failed = inner.cut_bottom(20 * unit, 4 * unit);
  strip(inner.cut_bottom(heights.strip * unit, 4 * unit), layout.lost_label, layout.lost);
  strip(inner.cut_bottom(heights.strip * unit, 4 * unit), layout.done_label, layout.done);
  inner.cut_bottom(0, 4 * unit);
}

/// Places label and queue at the top of `inside`; side by side where there is little height.
void place_queue(LaneLayout& layout, Rect& inside, const Heights& heights, float room, float unit) {
  if (room < 190 * unit) {
    Rect line = inside.cut_top(std::min(22 * unit, room * 0.3F), 6 * unit);
    layout.space_label = line.cut_left(line.w * 0.5F, 8 * unit);
    layout.queue = line;
    return;
  }
  const float height = std::clamp(room * 0.19F, 22 * unit, 132 * unit);
  layout.space_label = inside.cut_top(heights.label * unit, 2 * unit);
  layout.queue = inside.cut_top(height, heights.gap * unit);
}

void place_spaces(LaneLayout& layout, Rect middle, const LaneLayoutInput& input,
                  const Heights& heights) {
  const float unit = input.unit;
  const float border = (middle.h < 190 * unit ? 8 : 12) * unit;
  const float room = middle.h;
  if (input.one_address_space) {
    layout.space = middle;
    Rect inside = middle.inset(border);
    place_queue(layout, inside, heights, room, unit);
    layout.workers_area = inside;
    return;
  }
  Rect inside = middle.inset(border);
  place_queue(layout, inside, heights, room, unit);
  const float bottom = layout.queue.bottom() + border * 0.75F;
  layout.space = {middle.x, middle.y, middle.w, bottom - middle.y};
  middle.cut_top(layout.space.h, heights.gap * unit);
  layout.workers_area = middle;
}

WorkerDetail detail_that_fits(float width, float height) {
  for (const DetailNeed& need : detail_needs) {
    if (width >= need.width && height >= need.height) return need.detail;
  }
  return WorkerDetail::dot;
}

}  // namespace

Rect WorkerGrid::tile(const Rect& area, int index) const {
  const auto column = static_cast<float>(index % columns),
             row = static_cast<float>(index / columns);
  return {area.x + column * (width + gap), area.y + row * (height + gap), width, height};
}

WorkerGrid lay_out_workers(const Rect& area, float unit, int count) {
  WorkerGrid best;
  bool found = false;
  for (const DetailNeed& need : detail_needs) {
    for (int columns = 1; columns <= count && !found; ++columns) {
      WorkerGrid grid;
      grid.columns = columns;
      grid.rows = (count + columns - 1) / columns;
      // Gaps take at most a quarter of the area, so that the tiles stay visible however small it
      // is.
      grid.gap = std::min({need.gap * unit, area.w / static_cast<float>(4 * columns),
                           area.h / static_cast<float>(4 * grid.rows)});
      grid.width =
          (area.w - grid.gap * static_cast<float>(columns - 1)) / static_cast<float>(columns);
      grid.height =
          (area.h - grid.gap * static_cast<float>(grid.rows - 1)) / static_cast<float>(grid.rows);
      grid.height = std::min(grid.height, tile_height_max * unit);
      grid.detail = detail_that_fits(grid.width / unit, grid.height / unit);
      // Dots have no least size: of their grids, the one whose tiles have the longest shorter side
      // is taken.
      if (need.detail == WorkerDetail::dot) {
        const auto shortest = [](const WorkerGrid& each) {
          return std::min(each.width, each.height);
        };
        if (columns == 1 || shortest(grid) > shortest(best)) best = grid;
      } else if (grid.detail <= need.detail) {
        best = grid;
        found = true;
      }
    }
    if (found) break;
  }
  return best;
}

std::vector<Rect> lay_out_columns(const Rect& area, int count, float gap) {
  std::vector<Rect> columns;
  const float width = (area.w - gap * static_cast<float>(count - 1)) / static_cast<float>(count);
  for (int i = 0; i < count; ++i) {
    columns.push_back({area.x + static_cast<float>(i) * (width + gap), area.y, width, area.h});
  }
  return columns;
}

LaneLayout lay_out_lane(const LaneLayoutInput& input) {
  const float unit = input.unit;
  const Heights heights = choose_heights(input.bounds, unit);
  LaneLayout layout;
  layout.panel = input.bounds;
  Rect inner = input.bounds.inset(heights.padding * unit);
  layout.title = inner.cut_top(heights.title * unit);
  if (heights.facts > 0) layout.facts = inner.cut_top(heights.facts * unit);
  if (heights.sentence > 0) layout.sentence = inner.cut_top(heights.sentence * unit);
  inner.cut_top(0, 6 * unit);
  place_strips(layout, inner, input, heights);
  if (input.notice_height > 0) {
    const float room =
        inner.h > 230 * unit ? inner.h * 0.55F : std::min(inner.h * 0.28F, 24 * unit);
    layout.notice = inner.cut_bottom(std::min(input.notice_height, room), 6 * unit);
  }
  place_spaces(layout, inner, input, heights);

  const WorkerGrid grid = lay_out_workers(layout.workers_area, unit, input.workers);
  for (int i = 0; i < input.workers; ++i)
    layout.workers.push_back(grid.tile(layout.workers_area, i));
  layout.detail = grid.detail;
  layout.columns = grid.columns;
  const bool small = grid.detail >= WorkerDetail::tile && !input.one_address_space;
  layout.frame_thickness = std::max(2.0F, (small ? 2.5F : 4.0F) * unit);
  layout.frame_radius =
      std::min((grid.detail <= WorkerDetail::row || input.one_address_space ? 14.0F : 6.0F) * unit,
               input.one_address_space ? 14 * unit : grid.height * 0.4F);
  return layout;
}

}  // namespace sharedfate
