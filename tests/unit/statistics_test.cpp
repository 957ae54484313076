#include "core/base/statistics.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>

namespace sharedfate {
namespace {

/// 1, 2, ... count, in a random order.
std::vector<double> numbers_to(std::size_t count) {
  std::vector<double> values(count);
  std::iota(values.begin(), values.end(), 1.0);
  std::shuffle(values.begin(), values.end(), std::mt19937(7));
  return values;
}

struct Ranks {
  std::size_t count;
  double median, low, high;
};

class MedianIntervalTest : public testing::TestWithParam<Ranks> {};

// The ranks are those of tables of the binomial distribution with p = 0.5.
TEST_P(MedianIntervalTest, HasTheRanksOfTheTables) {
  const Ranks expected = GetParam();
  const Estimate found = estimate_median(numbers_to(expected.count));
  EXPECT_EQ(found.value, expected.median);
  EXPECT_EQ(found.low, expected.low);
  EXPECT_EQ(found.high, expected.high);
  EXPECT_EQ(found.repeats, static_cast<int>(expected.count));
}

INSTANTIATE_TEST_SUITE_P(Table, MedianIntervalTest,
                         testing::Values(Ranks{1, 1, 1, 1}, Ranks{2, 1, 1, 2}, Ranks{5, 3, 1, 5},
                                         Ranks{6, 3, 1, 6}, Ranks{8, 4, 1, 8}, Ranks{9, 5, 2, 8},
                                         Ranks{11, 6, 2, 10}, Ranks{12, 6, 3, 10},
                                         Ranks{20, 10, 6, 15}, Ranks{25, 13, 8, 18},
                                         Ranks{100, 50, 40, 61}),
                         [](const auto& each) { return std::to_string(each.param.count); });

TEST(Statistics, ManyValuesHaveANarrowInterval) {
  const Estimate found = estimate_median(numbers_to(10'000));
  EXPECT_EQ(found.value, 5'000);
  EXPECT_NEAR(found.low, 4'902, 2);
  EXPECT_NEAR(found.high, 5'099, 2);
}

TEST(Statistics, EqualValuesHaveNoWidth) {
  EXPECT_EQ(estimate_median({7, 7, 7, 7, 7, 7}), (Estimate{7, 7, 7, 6}));
}

TEST(Statistics, TheRunOfTheMedianIsOneOfThem) {
  EXPECT_EQ(median_place({30, 10, 20}), 2U);
  EXPECT_EQ(median_place({40, 30, 20, 10}), 2U) << "the lower one of an even number";
  EXPECT_EQ(estimate_at({30, 10, 20}, 2), (Estimate{20, 10, 30, 3}));
  std::vector<double> values = numbers_to(9);
  EXPECT_EQ(estimate_at(values, median_place(values)), (Estimate{5, 2, 8, 9}));
  values[0] = 100;
  EXPECT_EQ(estimate_at(values, 0).high, 100) << "the interval encloses the figure";
}

TEST(Statistics, ARandomOrderHasEachOnceAndIsRepeatable) {
  std::vector<std::size_t> order = random_order(20, 3);
  EXPECT_EQ(order, random_order(20, 3));
  EXPECT_NE(order, random_order(20, 4));
  std::sort(order.begin(), order.end());
  for (std::size_t i = 0; i < order.size(); ++i) EXPECT_EQ(order[i], i);
}

// Of many samples, at least 95 % of the intervals enclose the true median. The generator's values
// are the same each time.
TEST(Statistics, TheIntervalEnclosesTheTrueMedian) {
  constexpr int samples = 2'000;
  std::mt19937 generator(42);
  std::lognormal_distribution<double> skewed(0, 1);  // its median is 1
  int enclosed = 0;
  for (int i = 0; i < samples; ++i) {
    std::vector<double> values(9);
    for (double& value : values) value = skewed(generator);
    const Estimate found = estimate_median(values);
    enclosed += found.low <= 1 && 1 <= found.high ? 1 : 0;
  }
  EXPECT_GE(enclosed, samples * 95 / 100);
  EXPECT_LT(enclosed, samples) << "an interval that always encloses it says nothing";
}

}  // namespace
}  // namespace sharedfate
