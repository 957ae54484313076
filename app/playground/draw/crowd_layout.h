#pragma once

#include <cstdint>

#include "app/playground/draw/geometry.h"

namespace sharedfate {

/// How a crowd of tasks fills an area: a grid of equal boxes, row by row from the top left. Few
/// tasks are one box each; more than fit share boxes, `tasks_per_box` in each but the last: the
/// boxes always add up to `count`.
struct CrowdLayout {
  std::uint64_t count = 0;
  std::uint64_t tasks_per_box = 1;
  std::uint64_t boxes = 0;
  int columns = 0, rows = 0;  ///< rows in use
  float box = 0;              ///< side of a box, pixels
  float pitch = 0;            ///< from one box to the next
  Rect area;

  [[nodiscard]] Rect box_rect(std::uint64_t index) const;
  /// Tasks that box `index` stands for: tasks_per_box, or the rest in the last box. 0 beyond.
  [[nodiscard]] std::uint64_t tasks_in_box(std::uint64_t index) const;
  /// Height that is really used, pixels.
  [[nodiscard]] float used_height() const;
};

/// The largest box between `box_min` and `box_max` (pixels, gap not included) with which `count`
/// boxes fit into `area`; if even the smallest do not fit, boxes stand for several tasks: 10, 100,
/// 1000, ... or 2, 5 times these. The number of boxes never exceeds what the area holds, whatever
/// `count` is. An area too small for one box gets none.
CrowdLayout layout_crowd(std::uint64_t count, Rect area, float box_max, float box_min);

}  // namespace sharedfate
