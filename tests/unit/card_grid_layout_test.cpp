// Cards to choose from: as many side by side as fit.
#include "app/playground/widgets/card_grid_layout.h"

#include <gtest/gtest.h>

#include <cmath>

namespace sharedfate {
namespace {

constexpr CardSize card{.width = 400, .height = 120, .height_least = 84, .gap = 12};

TEST(CardGrid, FillsTheWidthAndFitsTheHeightWhereItCan) {
  for (const float unit : {0.8F, 1.0F, 1.5F}) {
    for (std::size_t count = 1; count <= 40; ++count) {
      const Rect area{0, 0, 1000, 700};
      const CardGrid grid = lay_out_cards(area, unit, card, count);
      const auto columns = static_cast<float>(grid.columns);
      EXPECT_NEAR(columns * grid.width + (columns - 1) * std::round(card.gap * unit), area.w, 0.5F);
      EXPECT_GE(grid.height, card.height_least * unit);
      EXPECT_LE(grid.height, card.height * unit);
    }
  }
}

TEST(CardGrid, HasOneColumnWhereItIsNarrow) {
  EXPECT_EQ(lay_out_cards({0, 0, 300, 700}, 1, card, 5).columns, 1);
  EXPECT_EQ(lay_out_cards({0, 0, 824, 700}, 1, card, 5).columns, 2);
}

}  // namespace
}  // namespace sharedfate
