#include "app/playground/lanes/lane_anchors.h"

namespace sharedfate {

Rect LaneAnchors::place_in(const CrowdLayout& crowd, std::uint64_t index) {
  if (crowd.boxes == 0) return {crowd.area.x, crowd.area.y, crowd.box, crowd.box};
  return crowd.box_rect(std::min(index / crowd.tasks_per_box, crowd.boxes - 1));
}

Rect LaneAnchors::place_of_worker(int number) const {
  if (number >= 1 && static_cast<std::size_t>(number) <= task_places.size()) {
    return task_places[static_cast<std::size_t>(number - 1)];
  }
  const Point middle = space.centre();
  return {middle.x, middle.y, queue.box, queue.box};
}

CrowdLayout lay_out_grid(std::uint64_t capacity, const Rect& area, float box_max, float box_min) {
  return layout_crowd(std::max<std::uint64_t>(capacity, 1), area, box_max, box_min);
}

CrowdLayout crowd_in_grid(CrowdLayout grid, std::uint64_t count) {
  if (grid.columns == 0) return grid;
  grid.count = count;
  grid.boxes = std::min(grid.boxes, (count + grid.tasks_per_box - 1) / grid.tasks_per_box);
  const auto columns = static_cast<std::uint64_t>(grid.columns);
  grid.rows = static_cast<int>((grid.boxes + columns - 1) / columns);
  return grid;
}

}  // namespace sharedfate
