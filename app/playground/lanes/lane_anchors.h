#pragma once

#include <cstdint>
#include <vector>

#include "app/playground/draw/crowd_layout.h"
#include "app/playground/draw/geometry.h"

namespace sharedfate {

/// The places of a lane between which tasks move, in this frame. Pixels.
struct LaneAnchors {
  CrowdLayout queue, done, lost;  ///< grids with room for all tasks of the lane
  std::vector<Rect> task_places;  ///< per worker: where its task is
  std::vector<Rect> tiles;        ///< per worker
  Rect space;  ///< the frame of the one address space, or the box of the lane process

  /// The place of task `index` of a crowd; beyond its end, the last place.
  [[nodiscard]] static Rect place_in(const CrowdLayout& crowd, std::uint64_t index);
  /// The place of a task on worker `number` (from 1); the middle of `space` if it has none.
  [[nodiscard]] Rect place_of_worker(int number) const;
};

/// A grid with room for `capacity` tasks. Its boxes keep their size and place while the number of
/// tasks in it changes.
CrowdLayout lay_out_grid(std::uint64_t capacity, const Rect& area, float box_max, float box_min);
/// `count` tasks in that grid.
CrowdLayout crowd_in_grid(CrowdLayout grid, std::uint64_t count);

}  // namespace sharedfate
