#pragma once

#include <span>
#include <vector>

#include "app/playground/draw/geometry.h"

namespace sharedfate {

/// Boxes of given widths, wrapped into lines of equal height like words.
struct FlowLayout {
  std::vector<Rect> boxes;
  int lines = 0;
  float height = 0;
  float last_line_end = 0;  ///< x where the last line ends
};

/// Lays out boxes with `gap` pixels between them and between lines. A box wider than `width`
/// becomes as wide as the line.
FlowLayout lay_out_flow(Point top_left, float width, std::span<const float> widths,
                        float line_height, float gap);

}  // namespace sharedfate
