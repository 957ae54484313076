#include "app/playground/draw/crowd_batch.h"

#include "app/playground/draw/pixel_colour.h"

namespace sharedfate {

void CrowdBatch::add(const Rect& rect, Rgb fill, const CrowdStyle& style) {
  instances_.push_back({rect.x, rect.y, rect.w, rect.h, pixel_colour(fill, style.alpha),
                        pixel_colour(style.outline, style.alpha), style.radius, style.outline_width,
                        style.filled, style.hatched ? 1.0F : 0.0F});
}

}  // namespace sharedfate
