#include "app/playground/draw/damage.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

namespace sharedfate {
namespace {

constexpr int width = 1600, height = 900;
constexpr float side = Damage::tile_side;

struct Drawn {
  Rect rect;
  std::uint64_t fingerprint;
};

std::vector<Rect> draw(Damage& damage, const std::vector<Drawn>& frame) {
  damage.begin(width, height);
  for (const Drawn& drawn : frame) {
    damage.note(drawn.rect, drawn.fingerprint);
  }
  const auto changed = damage.end();
  return {changed.begin(), changed.end()};
}

bool covers(const std::vector<Rect>& parts, const Rect& rect) {
  return std::any_of(parts.begin(), parts.end(), [&rect](const Rect& part) {
    return part.x <= rect.x && part.y <= rect.y && part.right() >= rect.right() &&
           part.bottom() >= rect.bottom();
  });
}

TEST(Damage, TheFirstFrameIsChangedAsAWhole) {
  Damage damage;
  EXPECT_EQ(draw(damage, {}), (std::vector<Rect>{{0, 0, width, height}}));
}

TEST(Damage, AFrameLikeTheOneBeforeChangesNothing) {
  Damage damage;
  const std::vector<Drawn> frame{{{100, 100, 300, 50}, 1}, {{120, 110, 10, 10}, 2}};
  draw(damage, frame);
  EXPECT_TRUE(draw(damage, frame).empty());
  EXPECT_TRUE(draw(damage, frame).empty());
}

TEST(Damage, WhatLooksDifferentIsCoveredAndLittleElse) {
  Damage damage;
  draw(damage, {{{100, 100, 20, 20}, 1}, {{900, 700, 20, 20}, 2}});
  const auto changed = draw(damage, {{{100, 100, 20, 20}, 3}, {{900, 700, 20, 20}, 2}});
  ASSERT_EQ(changed.size(), 1U);
  EXPECT_TRUE(covers(changed, {100, 100, 20, 20}));
  EXPECT_LE(changed.front().w, 2 * side);
  EXPECT_LE(changed.front().h, 2 * side);
}

TEST(Damage, WhatMovedIsChangedInBothPlaces) {
  Damage damage;
  draw(damage, {{{10, 10, 20, 20}, 1}});
  const auto changed = draw(damage, {{{810, 410, 20, 20}, 1}});
  EXPECT_TRUE(covers(changed, {10, 10, 20, 20}));
  EXPECT_TRUE(covers(changed, {810, 410, 20, 20}));
}

TEST(Damage, TheOrderOfWhatLiesAboveEachOtherCounts) {
  Damage damage;
  draw(damage, {{{0, 0, 20, 20}, 1}, {{0, 0, 20, 20}, 2}});
  EXPECT_FALSE(draw(damage, {{{0, 0, 20, 20}, 2}, {{0, 0, 20, 20}, 1}}).empty());
}

TEST(Damage, AnotherSizeOrALostFrameIsChangedAsAWhole) {
  Damage damage;
  draw(damage, {});
  damage.begin(800, 600);
  ASSERT_EQ(damage.end().size(), 1U);
  damage.begin(800, 600);
  EXPECT_TRUE(damage.end().empty());
  damage.forget();
  damage.begin(800, 600);
  const auto changed = damage.end();
  ASSERT_EQ(changed.size(), 1U);
  EXPECT_EQ(changed.front(), (Rect{0, 0, 800, 600}));
}

TEST(Damage, WhatLiesOutsideOfTheScreenDoesNotCount) {
  Damage damage;
  draw(damage, {});
  EXPECT_TRUE(draw(damage, {{{-500, -500, 100, 100}, 1}, {{5000, 5000, 10, 10}, 2}}).empty());
  const auto changed = draw(damage, {{{1590, 890, 100, 100}, 3}});
  EXPECT_TRUE(covers(changed, {1590, 890, 10, 10}));
  EXPECT_LE(changed.front().right(), width);
  EXPECT_LE(changed.front().bottom(), height);
}

TEST(Damage, ManyChangesBecomeFewDisjointPartsThatCoverThemAll) {
  std::mt19937 random(7);
  const auto below = [&random](int limit) {
    return static_cast<float>(random() % static_cast<unsigned>(limit));
  };
  for (int round = 0; round < 200; ++round) {
    Damage damage;
    std::vector<Drawn> frame;
    const int count = 1 + static_cast<int>(random() % 60);
    for (int i = 0; i < count; ++i) {
      frame.push_back(
          {{below(width), below(height), 1 + below(round % 3 == 0 ? 300 : 30), 1 + below(100)},
           static_cast<std::uint64_t>(i + 1)});
    }
    draw(damage, {});
    const auto changed = draw(damage, frame);
    EXPECT_LE(changed.size(), Damage::rects_max);
    for (const Drawn& drawn : frame) {
      const float right = std::min(drawn.rect.right(), float{width});
      const float bottom = std::min(drawn.rect.bottom(), float{height});
      // Each pixel must be in some part; one pixel in each tile is checked, and the last row and
      // column.
      for (float x = drawn.rect.x; x < right;
           x = x < right - 1 ? std::min(right - 1, x + side) : right) {
        for (float y = drawn.rect.y; y < bottom;
             y = y < bottom - 1 ? std::min(bottom - 1, y + side) : bottom)
          EXPECT_TRUE(covers(changed, {x, y, 1, 1})) << round;
      }
    }
    for (std::size_t i = 0; i < changed.size(); ++i) {
      for (std::size_t j = i + 1; j < changed.size(); ++j)
        EXPECT_FALSE(changed[i].overlaps(changed[j])) << round;
    }
  }
}

}  // namespace
}  // namespace sharedfate
