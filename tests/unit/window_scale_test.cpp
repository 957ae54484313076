#include "app/playground/draw/window_scale.h"

#include <gtest/gtest.h>

#include <cmath>

namespace sharedfate {
namespace {

TEST(WindowScale, IsOneAtTheSizeThatAllIsDesignedFor) {
  EXPECT_FLOAT_EQ(window_scale(1600, 900, 1, 1, 2), 1);
  EXPECT_FLOAT_EQ(window_scale(3200, 1800, 1, 1, 2), 2);
  EXPECT_FLOAT_EQ(window_scale(3200, 900, 1, 1, 2), 1) << "all of it has to fit";
}

TEST(WindowScale, HasBoundsOfWhatCanBeRead) {
  EXPECT_FLOAT_EQ(window_scale(320, 200, 1, 1, 2), 0.8F);
  EXPECT_FLOAT_EQ(window_scale(320, 200, 2, 1, 2), 1.6F) << "the desktop's own pixels are smaller";
  EXPECT_FLOAT_EQ(window_scale(16'000, 9'000, 1, 1, 2), 3);
}

TEST(WindowScale, ChangesInStepsWhileAnEdgeIsPulled) {
  for (int width = 1400; width < 2000; width += 7) {
    const float steps = window_scale(width, 2000, 1, 1, 2) * 20;
    EXPECT_NEAR(steps, std::round(steps), 1e-3) << width;
  }
}

TEST(WindowScale, LargerTextLeavesTheLanesTheirRoom) {
  EXPECT_FLOAT_EQ(window_scale(1600, 900, 1, 1.5F, 2), 1.5F);
  const float two = window_scale(1024, 768, 1, 2, 2), four = window_scale(1024, 768, 1, 2, 4);
  EXPECT_LE(two * 640, 1024);
  EXPECT_LE(four * 780, 1024);
  EXPECT_LT(four, two);
  EXPECT_GE(four, window_scale(1024, 768, 1, 1, 4)) << "never smaller than without";
}

}  // namespace
}  // namespace sharedfate
