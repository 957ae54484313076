#include "app/playground/draw/window_scale.h"

#include <algorithm>
#include <cmath>

namespace sharedfate {
namespace {

constexpr float design_width = 1600, design_height = 900;
constexpr float width_for_two_lanes = 640, width_for_four_lanes = 780;  // design units
constexpr float size_factor_min = 0.8F, size_factor_max = 3.0F;

}  // namespace

float window_scale(int width, int height, float content_scale, float text_scale,
                   std::size_t lanes) {
  const float by_size = std::min(static_cast<float>(width) / design_width,
                                 static_cast<float>(height) / design_height);
  const float factor = std::clamp(
      by_size, std::max(size_factor_min, size_factor_min * content_scale), size_factor_max);
  // Limits the text so that the lanes have room for their workers: three or four lanes need more
  // width than two.
  const float largest =
      static_cast<float>(width) / (lanes > 2 ? width_for_four_lanes : width_for_two_lanes);
  // In steps, so that resizing the window does not rebuild the fonts for each pixel.
  const float wanted = std::floor(factor * 20) / 20 * text_scale;
  return std::max(std::floor(factor * 20) / 20, std::min(wanted, std::floor(largest * 20) / 20));
}

}  // namespace sharedfate
