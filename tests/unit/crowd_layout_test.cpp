#include "app/playground/draw/crowd_layout.h"

#include <gtest/gtest.h>

#include <initializer_list>

namespace sharedfate {
namespace {

constexpr Rect area{100, 50, 480, 120};
constexpr float box_max = 18, box_min = 5;

std::uint64_t tasks_in_all_boxes(const CrowdLayout& layout) {
  std::uint64_t sum = 0;
  for (std::uint64_t i = 0; i < layout.boxes; ++i) sum += layout.tasks_in_box(i);
  return sum;
}

TEST(CrowdLayout, NoTasksAreNoBoxes) {
  const CrowdLayout layout = layout_crowd(0, area, box_max, box_min);
  EXPECT_EQ(layout.boxes, 0U);
  EXPECT_EQ(layout.rows, 0);
  EXPECT_EQ(layout.used_height(), 0);
  EXPECT_EQ(layout.tasks_in_box(0), 0U);
}

TEST(CrowdLayout, TenTasksAreTenLargeBoxes) {
  const CrowdLayout layout = layout_crowd(10, area, box_max, box_min);
  EXPECT_EQ(layout.boxes, 10U);
  EXPECT_EQ(layout.tasks_per_box, 1U);
  EXPECT_EQ(layout.box, box_max);
  EXPECT_EQ(layout.rows, 1);
}

TEST(CrowdLayout, BoxesGetSmallerBeforeTheyAreShared) {
  const CrowdLayout layout = layout_crowd(400, area, box_max, box_min);
  EXPECT_EQ(layout.tasks_per_box, 1U);
  EXPECT_EQ(layout.boxes, 400U);
  EXPECT_LT(layout.box, box_max);
  EXPECT_GE(layout.box, box_min);
}

TEST(CrowdLayout, BoxesAddUpToTheCountWhateverItIs) {
  for (const std::uint64_t count : {1UL, 2UL, 7UL, 99UL, 1000UL, 1381UL, 65'537UL, 999'999UL,
                                    1'000'000UL, 1'000'003UL, 123'456'789'012UL}) {
    const CrowdLayout layout = layout_crowd(count, area, box_max, box_min);
    EXPECT_EQ(tasks_in_all_boxes(layout), count) << count;
    EXPECT_GE(layout.tasks_in_box(layout.boxes - 1), 1U) << count;
    EXPECT_LE(layout.tasks_in_box(layout.boxes - 1), layout.tasks_per_box) << count;
    EXPECT_EQ(layout.tasks_in_box(layout.boxes), 0U) << count;
  }
}

TEST(CrowdLayout, EveryBoxLiesInsideTheAreaAndNoneOnAnother) {
  for (const std::uint64_t count : {1UL, 38UL, 500UL, 1'000'000UL}) {
    const CrowdLayout layout = layout_crowd(count, area, box_max, box_min);
    for (std::uint64_t i = 0; i < layout.boxes; ++i) {
      const Rect box = layout.box_rect(i);
      ASSERT_GE(box.x, area.x) << count;
      ASSERT_LE(box.right(), area.right()) << count;
      ASSERT_GE(box.y, area.y) << count;
      ASSERT_LE(box.bottom(), area.bottom()) << count;
      if (i == 0) continue;
      const Rect before = layout.box_rect(i - 1);
      ASSERT_TRUE(box.x >= before.right() + 1 || box.y >= before.bottom() + 1) << count;
    }
    EXPECT_LE(layout.used_height(), area.h);
  }
}

TEST(CrowdLayout, BoxesAreNoMoreThanTheAreaHoldsHoweverManyTasks) {
  const std::uint64_t room = layout_crowd(UINT64_MAX / 1000, area, box_max, box_min).boxes;
  for (std::uint64_t count = 1; count < UINT64_MAX / 20; count *= 7) {
    EXPECT_LE(layout_crowd(count, area, box_max, box_min).boxes, 480U * 120U / (box_min * box_min));
  }
  EXPECT_LE(room, 480U * 120U / (box_min * box_min));
}

TEST(CrowdLayout, TheLargestCountStillAddsUp) {
  const CrowdLayout layout = layout_crowd(UINT64_MAX, area, box_max, box_min);
  EXPECT_GT(layout.boxes, 0U);
  EXPECT_EQ(tasks_in_all_boxes(layout), UINT64_MAX);
}

TEST(CrowdLayout, SharesAreRoundNumbers) {
  for (std::uint64_t count = 1; count < 1'000'000'000'000; count = count * 3 + 1) {
    std::uint64_t share = layout_crowd(count, area, box_max, box_min).tasks_per_box;
    while (share % 10 == 0) share /= 10;
    EXPECT_TRUE(share == 1 || share == 2 || share == 5) << count;
  }
}

TEST(CrowdLayout, AnAreaTooSmallForOneBoxGetsNone) {
  for (const Rect small :
       {Rect{0, 0, 3, 100}, Rect{0, 0, 100, 3}, Rect{0, 0, 0, 0}, Rect{0, 0, -5, 20}}) {
    const CrowdLayout layout = layout_crowd(50, small, box_max, box_min);
    EXPECT_EQ(layout.boxes, 0U);
    EXPECT_TRUE(layout.box_rect(0).empty() || layout.columns > 0);
  }
}

TEST(CrowdLayout, MoreTasksNeverMeanLargerBoxes) {
  float before = box_max;
  for (std::uint64_t count = 1; count < 5000; ++count) {
    const float box = layout_crowd(count, area, box_max, box_min).box;
    ASSERT_LE(box, before) << count;
    before = box;
  }
}

TEST(Geometry, CuttingNeverTakesMoreThanThereIs) {
  Rect rest{0, 0, 100, 40};
  const Rect left = rest.cut_left(30, 10);
  EXPECT_EQ(left, (Rect{0, 0, 30, 40}));
  EXPECT_EQ(rest, (Rect{40, 0, 60, 40}));
  const Rect right = rest.cut_right(20, 5);
  EXPECT_EQ(right, (Rect{80, 0, 20, 40}));
  EXPECT_EQ(rest, (Rect{40, 0, 35, 40}));
  const Rect all = rest.cut_top(500, 10);
  EXPECT_EQ(all.h, 40);
  EXPECT_TRUE(rest.empty());
}

}  // namespace
}  // namespace sharedfate
