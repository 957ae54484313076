#pragma once

#include <span>
#include <vector>

#include "app/playground/draw/geometry.h"

namespace sharedfate {

/// Boxes of given widths, one after the other, broken over lines of equal height like words.
struct FlowLayout {
  std::vector<Rect> boxes;
  int lines = 0;
  float height = 0;
  float last_line_end = 0;  ///< x where the last line ends
};

/// A box wider than the line gets the whole line's width.
FlowLayout lay_out_flow(Point top_left, float width, std::span<const float> widths,
                        float line_height, float gap);

}  // namespace sharedfate
