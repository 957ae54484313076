#pragma once

#include <algorithm>
#include <cstdint>

#include "app/playground/draw/theme.h"

namespace sharedfate {

/// 0xAABBGGRR: the format of the draw list and of the shader for crowds.
inline std::uint32_t pixel_colour(Rgb colour, float alpha = 1) {
  const auto opacity = static_cast<std::uint32_t>(std::clamp(alpha, 0.0F, 1.0F) * 255 + 0.5F);
  return ((colour >> 16) & 0xFFU) | (colour & 0xFF00U) | ((colour & 0xFFU) << 16) | (opacity << 24);
}

}  // namespace sharedfate
