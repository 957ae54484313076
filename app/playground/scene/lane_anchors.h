#pragma once

#include <cstdint>
#include <vector>

#include "app/playground/draw/crowd_layout.h"
#include "app/playground/draw/geometry.h"

namespace sharedfate {

/// Where, in this frame, the places of a lane are that tasks move between. Pixels.
struct LaneAnchors {
  CrowdLayout queue, done, lost;  ///< grids with room for all tasks of the lane
  std::vector<Rect> task_places;  ///< per worker: where a task arrives
  std::vector<Rect> tiles;        ///< per worker
  Rect space;                     ///< the frame of the one address space, or the parent's box

  /// Where task `index` of a crowd is, or the crowd's last place where it is beyond.
  [[nodiscard]] static Rect place_in(const CrowdLayout& crowd, std::uint64_t index);
  /// Where a task on worker `number` (from 1) is; the space's middle for a number without a place.
  [[nodiscard]] Rect place_of_worker(int number) const;
};

/// A grid that has room for `capacity` tasks: its boxes keep their size and place while the crowd
/// in it changes.
CrowdLayout lay_out_grid(std::uint64_t capacity, const Rect& area, float box_max, float box_min);
/// The crowd of `count` tasks in that grid.
CrowdLayout crowd_in_grid(CrowdLayout grid, std::uint64_t count);

}  // namespace sharedfate
