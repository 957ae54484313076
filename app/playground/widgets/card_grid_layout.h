#pragma once

#include <cstddef>

#include "app/playground/draw/geometry.h"

namespace sharedfate {

/// The size of the cards in a list, in design units.
struct CardSize {
  float width;   ///< at least, if the area allows it
  float height;  ///< at most
  float height_least;
  float gap;
};

/// In pixels.
struct CardGrid {
  int columns;
  float width, height;
};

/// As many columns as fit, as wide as the area allows. All rows fit, unless the cards would become
/// lower than `height_least`. `unit`: pixels per design unit. Precondition: count > 0.
CardGrid lay_out_cards(const Rect& area, float unit, const CardSize& card, std::size_t count);

}  // namespace sharedfate
