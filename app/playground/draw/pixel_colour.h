#pragma once

#include <algorithm>
#include <cstdint>

#include "app/playground/draw/theme.h"

namespace sharedfate {

/// Red in the lowest byte, opacity in the highest: what the draw list and the crowd's shader take.
inline std::uint32_t pixel_colour(Rgb colour, float alpha = 1) {
  const auto opacity = static_cast<std::uint32_t>(std::clamp(alpha, 0.0F, 1.0F) * 255 + 0.5F);
  return ((colour >> 16) & 0xFFU) | (colour & 0xFF00U) | ((colour & 0xFFU) << 16) | (opacity << 24);
}

}  // namespace sharedfate
