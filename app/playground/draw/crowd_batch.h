#pragma once

#include <cstdint>
#include <vector>

#include "app/playground/draw/geometry.h"
#include "app/playground/draw/pixel_colour.h"
#include "app/playground/draw/theme.h"

namespace sharedfate {

/// How a box of a crowd is drawn.
struct CrowdStyle {
  Rgb outline = 0;          ///< colour of the outline and of the hatch
  float outline_width = 0;  ///< pixels; 0: none
  float radius = 4;         ///< pixels
  float alpha = 1;
  float filled = 1;  ///< share of the box that is filled, from the left; the rest is drawn faint
  bool hatched = false;  ///< diagonal stripes instead of an even fill, for lost tasks
};

/// Many boxes that are drawn by one instanced call. Fill it, then pass it to Canvas::crowd(), which
/// keeps the order of drawing. Each box is an instance of 40 bytes.
class CrowdBatch {
 public:
  /// One box in the format of the vertex buffer.
  struct Instance {
    float x, y, w, h;
    std::uint32_t fill, outline;  ///< 0xAABBGGRR
    float radius, outline_width, filled, hatched;
  };

  void reserve(std::size_t count) { instances_.reserve(count); }
  void add(const Rect& rect, Rgb fill, const CrowdStyle& style = {}) {
    instances_.push_back({rect.x, rect.y, rect.w, rect.h, pixel_colour(fill, style.alpha),
                          pixel_colour(style.outline, style.alpha), style.radius,
                          style.outline_width, style.filled, style.hatched ? 1.0F : 0.0F});
  }
  [[nodiscard]] const std::vector<Instance>& instances() const { return instances_; }
  [[nodiscard]] bool empty() const { return instances_.empty(); }

 private:
  std::vector<Instance> instances_;
};

}  // namespace sharedfate
