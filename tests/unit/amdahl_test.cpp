#include "core/experiment/amdahl.h"

#include <gtest/gtest.h>

#include <vector>

namespace sharedfate {
namespace {

TEST(Amdahl, IsTheLaw) {
  EXPECT_DOUBLE_EQ(amdahl_speedup(0, 8), 1);
  EXPECT_DOUBLE_EQ(amdahl_speedup(1, 8), 8);
  EXPECT_DOUBLE_EQ(amdahl_speedup(0.5, 1), 1);
  EXPECT_NEAR(amdahl_speedup(0.95, 1e9), 20, 1e-3) << "the serial twentieth is the limit";
}

TEST(Amdahl, TheFitFindsTheShareThatMadeThePoints) {
  for (const double share : {0.0, 0.3, 0.5, 0.9, 0.99, 1.0}) {
    std::vector<SpeedupPoint> points;
    for (double workers = 1; workers <= 8; ++workers)
      points.push_back({workers, amdahl_speedup(share, workers)});
    const auto fitted = fit_parallel_share(points);
    ASSERT_TRUE(fitted);
    EXPECT_NEAR(*fitted, share, 1e-12);
  }
}

TEST(Amdahl, TheFitLiesBetweenPointsThatDisagree) {
  const std::vector<SpeedupPoint> points{{2, amdahl_speedup(0.8, 2)}, {4, amdahl_speedup(0.9, 4)}};
  const auto fitted = fit_parallel_share(points);
  ASSERT_TRUE(fitted);
  EXPECT_GT(*fitted, 0.8);
  EXPECT_LT(*fitted, 0.9);
}

TEST(Amdahl, AShareIsClampedToItsBounds) {
  EXPECT_EQ(fit_parallel_share(std::vector<SpeedupPoint>{{2, 3}}), 1) << "faster than the ideal";
  EXPECT_EQ(fit_parallel_share(std::vector<SpeedupPoint>{{2, 0.5}}), 0) << "slower than alone";
}

TEST(Amdahl, OneWorkerGivesNoFit) {
  EXPECT_EQ(fit_parallel_share(std::vector<SpeedupPoint>{{1, 1}}), std::nullopt);
  EXPECT_EQ(fit_parallel_share({}), std::nullopt);
}

}  // namespace
}  // namespace sharedfate
