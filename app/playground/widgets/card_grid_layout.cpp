#include "app/playground/widgets/card_grid_layout.h"

#include <algorithm>
#include <cmath>

namespace sharedfate {

CardGrid lay_out_cards(const Rect& area, float unit, const CardSize& card, std::size_t count) {
  const float gap = std::round(card.gap * unit);  // whole pixels, as all gaps on screen
  const int columns =
      std::max(1, static_cast<int>((area.w + gap) / ((card.width + card.gap) * unit)));
  const auto rows = static_cast<float>((count + static_cast<std::size_t>(columns) - 1) /
                                       static_cast<std::size_t>(columns));
  const float width =
      (area.w - gap * static_cast<float>(columns - 1)) / static_cast<float>(columns);
  const float fitting = (area.h - gap * (rows - 1)) / rows;
  return {columns, width, std::clamp(fitting, card.height_least * unit, card.height * unit)};
}

}  // namespace sharedfate
