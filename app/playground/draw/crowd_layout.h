#pragma once

#include <cstdint>

#include "app/playground/draw/geometry.h"

namespace sharedfate {

/// How a crowd of tasks fills an area: a grid of equal boxes, row by row from the top left. Each
/// task has a box if they all fit; otherwise each box stands for `tasks_per_box` tasks and the last
/// one for the rest, so that the boxes add up to `count`.
struct CrowdLayout {
  std::uint64_t count = 0;
  std::uint64_t tasks_per_box = 1;
  std::uint64_t boxes = 0;
  int columns = 0, rows = 0;  ///< rows in use
  float box = 0;              ///< side of a box, pixels
  float pitch = 0;            ///< from one box to the next, pixels
  Rect area;

  [[nodiscard]] Rect box_rect(std::uint64_t index) const;
  /// The number of tasks that box `index` stands for; 0 beyond the last box.
  [[nodiscard]] std::uint64_t tasks_in_box(std::uint64_t index) const;
  /// The height of the rows in use, pixels.
  [[nodiscard]] float used_height() const;
};

/// Takes the largest box between `box_min` and `box_max` (pixels, without the gap) with which
/// `count` boxes fit into `area`. If even the smallest do not fit, a box stands for 2, 5, 10, 20,
/// 50, ... tasks. There are never more boxes than the area holds, and none if it is too small for
/// one.
CrowdLayout layout_crowd(std::uint64_t count, Rect area, float box_max, float box_min);

}  // namespace sharedfate
