#include "app/playground/lanes/lane_layout.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

#include "app/playground/widgets/flow_layout.h"

namespace sharedfate {
namespace {

constexpr float tolerance = 0.6F;  // pixels: rounding of sums

bool inside(const Rect& part, const Rect& whole) {
  return part.x >= whole.x - tolerance && part.y >= whole.y - tolerance &&
         part.right() <= whole.right() + tolerance && part.bottom() <= whole.bottom() + tolerance;
}

bool overlap(const Rect& a, const Rect& b) {
  if (a.empty() || b.empty()) return false;
  return a.x < b.right() - tolerance && b.x < a.right() - tolerance &&
         a.y < b.bottom() - tolerance && b.y < a.bottom() - tolerance;
}

/// All parts except the frame of the address space, which encloses others.
std::vector<Rect> parts(const LaneLayout& lane) {
  std::vector<Rect> all{lane.title,      lane.facts,  lane.sentence,   lane.space_label,
                        lane.queue,      lane.notice, lane.done_label, lane.done,
                        lane.lost_label, lane.lost,   lane.failed,     lane.account};
  all.insert(all.end(), lane.workers.begin(), lane.workers.end());
  return all;
}

void expect_tidy(const LaneLayout& lane, const std::string& where) {
  const std::vector<Rect> all = parts(lane);
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (!all[i].empty()) {
      ASSERT_TRUE(inside(all[i], lane.panel)) << where << ": part " << i << " sticks out";
    }
    for (std::size_t j = i + 1; j < all.size(); ++j) {
      ASSERT_FALSE(overlap(all[i], all[j]))
          << where << ": parts " << i << " and " << j << " overlap";
    }
  }
}

LaneLayoutInput input_for(Rect bounds, float unit, int workers, bool one_space, bool crowded) {
  LaneLayoutInput input{
      .bounds = bounds, .unit = unit, .workers = workers, .one_address_space = one_space};
  input.account_height = (crowded ? 40.0F : 20.0F) * unit;
  input.label_width = 90 * unit;
  input.has_failed_row = crowded;
  input.notice_height = crowded ? 40 * unit : 0;
  return input;
}

/// Calls `check` for the lanes of windows of all sizes, text scales, numbers of lanes and of
/// workers.
template <typename Check>
void for_all_lanes(Check check) {
  struct Size {
    float width, height;
  };
  for (const Size size :
       {Size{1024, 768}, Size{1280, 720}, Size{1600, 900}, Size{1920, 1080}, Size{3840, 2160}}) {
    for (const float text_scale : {1.0F, 1.5F, 2.0F}) {
      const float unit = std::min(size.width / 1600, size.height / 900) * text_scale;
      for (const int lanes : {1, 2, 3, 4}) {
        const Rect area{16, 60, size.width - 32, size.height - 60 - 200 * unit};
        const std::vector<Rect> columns = lay_out_columns(area, lanes, 16 * unit);
        for (const int workers : {1, 2, 3, 5, 8, 13, 32, 63, 64}) {
          for (const int variant : {0, 1, 2, 3}) {
            const std::string where = std::to_string(static_cast<int>(size.width)) +
                                      " wide, text scale " + std::to_string(text_scale) + ", " +
                                      std::to_string(lanes) + " lanes, " + std::to_string(workers) +
                                      " workers, variant " + std::to_string(variant);
            check(input_for(columns.back(), unit, workers, variant % 2 == 0, variant >= 2), where);
          }
        }
      }
    }
  }
}

TEST(LaneLayout, NothingOverlapsOrSticksOutAtAnySize) {
  for_all_lanes([](const LaneLayoutInput& input, const std::string& where) {
    const LaneLayout lane = lay_out_lane(input);
    ASSERT_EQ(lane.workers.size(), static_cast<std::size_t>(input.workers)) << where;
    expect_tidy(lane, where);
  });
}

TEST(LaneLayout, EveryWorkerAndTheAccountCanBeSeenAtAnySize) {
  for_all_lanes([](const LaneLayoutInput& input, const std::string& where) {
    const LaneLayout lane = lay_out_lane(input);
    ASSERT_GE(lane.workers.front().w, 4) << where;
    ASSERT_GE(lane.workers.front().h, 4) << where;
    ASSERT_GE(lane.account.h, input.account_height - tolerance) << where;
    ASSERT_FALSE(lane.title.empty()) << where;
    ASSERT_FALSE(lane.queue.empty()) << where;
  });
}

TEST(LaneLayout, TheOneAddressSpaceEnclosesQueueAndWorkers) {
  for_all_lanes([](const LaneLayoutInput& input, const std::string& where) {
    const LaneLayout lane = lay_out_lane(input);
    ASSERT_TRUE(inside(lane.queue, lane.space)) << where;
    for (const Rect& worker : lane.workers) {
      if (input.one_address_space) {
        ASSERT_TRUE(inside(worker, lane.space)) << where;
      } else {
        ASSERT_FALSE(overlap(worker, lane.space)) << where;
      }
    }
  });
}

TEST(LaneLayout, FiveWorkersSayEverythingAtTheSizeOfTheSketch) {
  const LaneLayout lane = lay_out_lane(input_for({16, 60, 776, 660}, 1, 5, true, false));
  EXPECT_EQ(lane.detail, WorkerDetail::full);
  EXPECT_EQ(lane.columns, 1);
  EXPECT_FALSE(lane.sentence.empty());
}

TEST(LaneLayout, DetailIsDroppedAsWorkersGrow) {
  WorkerDetail before = WorkerDetail::full;
  for (int workers = 1; workers <= 64; ++workers) {
    const WorkerDetail now = lay_out_workers({0, 0, 720, 360}, 1, workers).detail;
    EXPECT_GE(now, before) << workers;
    before = now;
  }
  EXPECT_GT(before, WorkerDetail::full);
  EXPECT_LT(before, WorkerDetail::dot);
}

TEST(FlowLayout, BreaksLikeWordsAndNeverLeavesTheLine) {
  const std::array<float, 5> widths{40, 40, 40, 500, 10};
  const FlowLayout flow = lay_out_flow({10, 20}, 100, widths, 30, 8);
  ASSERT_EQ(flow.boxes.size(), widths.size());
  EXPECT_EQ(flow.lines, 4);
  EXPECT_FLOAT_EQ(flow.height, 4 * 38 - 8);
  for (const Rect& box : flow.boxes) {
    EXPECT_GE(box.x, 10);
    EXPECT_LE(box.right(), 110);
  }
  EXPECT_FLOAT_EQ(flow.boxes[2].y, 58);
  EXPECT_FLOAT_EQ(flow.boxes[3].w, 100);
}

}  // namespace
}  // namespace sharedfate
