#pragma once

#include <cstddef>

#include "app/playground/draw/geometry.h"

namespace sharedfate {

/// Of cards in a list to choose from, in design units.
struct CardSize {
  float width;   ///< at least, where the area allows it
  float height;  ///< at most
  float height_least;
  float gap;
};

/// Pixels.
struct CardGrid {
  int columns;
  float width, height;
};

/// Cards as wide as the area allows; all of them fit as long as they are not too low to read.
/// `unit`: pixels of a design unit. Precondition: count > 0.
CardGrid lay_out_cards(const Rect& area, float unit, const CardSize& card, std::size_t count);

}  // namespace sharedfate
