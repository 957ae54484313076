#include "app/playground/stage/stage_layout.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

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

StageInput input_for(const Rect& bounds, float unit, float text_scale, int workers) {
  const float text = unit * text_scale;
  return {.bounds = bounds,
          .unit = unit,
          .line = 36 * text,
          .title_height = 44 * text,
          .figure_line = 44 * text,
          .name_width = 42 * text,
          .primary_width = 110 * text,
          .caller_width = 120 * text,
          .account_width = 640 * text,
          .workers = workers};
}

/// Calls `check` for lanes of windows of all sizes, text scales, numbers of lanes and of workers.
template <typename Check>
void for_all_lanes(Check check) {
  struct Size {
    float width, height;
  };
  for (const Size size :
       {Size{1024, 768}, Size{1280, 720}, Size{1600, 900}, Size{1920, 1080}, Size{3840, 2160}}) {
    for (const float text_scale : {1.0F, 1.5F, 2.0F}) {
      for (const int lanes : {1, 2, 3, 4}) {
        for (const int workers : {1, 2, 3, 5, 8, 13, 16, 32, 64}) {
          for (const float share : {0.25F, 0.5F, 0.75F}) {
            for (const bool has_caller : {false, true}) {
              const float width = (size.width - 80) / static_cast<float>(lanes) - 28;
              StageInput input =
                  input_for({40, 100, width, size.height * share},
                            std::min(size.width / 1600, size.height / 900), text_scale, workers);
              input.has_caller = has_caller;
              check(input, fmt::format("{:.0f}x{:.0f}, text {}, {} lanes, {} workers, {} of the "
                                       "height, caller {}",
                                       size.width, size.height, text_scale, lanes, workers, share,
                                       has_caller));
            }
          }
        }
      }
    }
  }
}

TEST(StageLayout, nothing_sticks_out_or_overlaps) {
  for_all_lanes([](StageInput input, const std::string& where) {
    for (const bool one_address_space : {true, false}) {
      input.one_address_space = one_address_space;
      const StageLayout layout = lay_out_stage(input);
      std::vector<Rect> parts{layout.title,  layout.primary, layout.queue,
                              layout.caller, layout.results, layout.account};
      for (const StageWorker& worker : layout.workers)
        parts.push_back(one_address_space ? worker.tile : worker.frame);
      for (std::size_t i = 0; i < parts.size(); ++i) {
        ASSERT_TRUE(parts[i].empty() || inside(parts[i], input.bounds)) << where << ", part " << i;
        for (std::size_t k = i + 1; k < parts.size(); ++k)
          ASSERT_FALSE(overlap(parts[i], parts[k])) << where << ", parts " << i << " and " << k;
      }
    }
  });
}

TEST(StageLayout, a_worker_holds_its_name_and_its_task) {
  for_all_lanes([](StageInput input, const std::string& where) {
    input.one_address_space = false;
    for (const StageWorker& worker : lay_out_stage(input).workers) {
      ASSERT_TRUE(inside(worker.tile, worker.frame)) << where;
      ASSERT_TRUE(inside(worker.task, worker.tile)) << where;
      ASSERT_TRUE(worker.name.empty() || inside(worker.name, worker.tile)) << where;
      ASSERT_FALSE(overlap(worker.name, worker.task)) << where;
      ASSERT_GT(worker.task.w, 0) << where;
      ASSERT_EQ(worker.task.w, worker.task.h) << where;
    }
  });
}

// Only the frames differ between the lanes, so that they can be compared.
TEST(StageLayout, threads_and_processes_stand_in_the_same_places) {
  for_all_lanes([](StageInput input, const std::string& where) {
    input.one_address_space = true;
    const StageLayout threads = lay_out_stage(input);
    input.one_address_space = false;
    const StageLayout processes = lay_out_stage(input);
    ASSERT_EQ(threads.workers.size(), processes.workers.size());
    for (std::size_t i = 0; i < threads.workers.size(); ++i) {
      ASSERT_EQ(threads.workers[i].tile, processes.workers[i].tile) << where;
      ASSERT_TRUE(threads.workers[i].frame.empty()) << where;
      ASSERT_TRUE(inside(threads.workers[i].tile, threads.space)) << where;
      ASSERT_FALSE(overlap(processes.workers[i].frame, processes.space)) << where;
    }
  });
}

TEST(StageLayout, of_five_workers_has_all_parts_where_there_is_room) {
  StageInput input = input_for({40, 130, 740, 700}, 1, 1, 5);
  input.has_caller = true;
  const StageLayout layout = lay_out_stage(input);
  EXPECT_FALSE(layout.primary.empty());
  EXPECT_FALSE(layout.caller.empty());
  EXPECT_TRUE(layout.account_in_columns);
  EXPECT_FALSE(layout.queue_as_figure);
  for (const StageWorker& worker : layout.workers) {
    EXPECT_FALSE(worker.name.empty());
    EXPECT_GE(worker.task.w, 60);
  }
}

// The account stays as long as it says more than the length of the queue.
TEST(StageLayout, what_has_run_keeps_its_account) {
  for_all_lanes([](StageInput input, const std::string& where) {
    if (!input.has_caller) return;
    ASSERT_FALSE(lay_out_stage(input).account.empty()) << where;
  });
}

TEST(TaskBlock, has_a_box_for_each_task_in_rows_of_ten) {
  for (std::uint64_t tasks = 1; tasks <= boxes_max; ++tasks) {
    const CrowdLayout block = lay_out_block(tasks, {10, 20, 600, 600}, 23, 12);
    ASSERT_EQ(block.boxes, tasks);
    ASSERT_EQ(block.tasks_per_box, 1U);
    ASSERT_EQ(block.columns % 10, 0);
    ASSERT_GE(block.box, 12);
    for (std::uint64_t i = 0; i < tasks; ++i)
      ASSERT_TRUE(inside(block.box_rect(i), {10, 20, 600, 600})) << tasks << " tasks, box " << i;
  }
}

TEST(TaskBlock, has_no_boxes_where_they_would_be_too_small_or_too_many) {
  EXPECT_EQ(lay_out_block(boxes_max + 1, {0, 0, 2000, 2000}, 23, 12).boxes, 0U);
  EXPECT_EQ(lay_out_block(100, {0, 0, 100, 40}, 23, 12).boxes, 0U);
  EXPECT_EQ(lay_out_block(0, {0, 0, 100, 40}, 23, 12).boxes, 0U);
}

TEST(Succession, keeps_the_dead_below_the_one_that_replaced_it) {
  for_all_lanes([](StageInput input, const std::string& where) {
    input.one_address_space = false;
    for (const StageWorker& worker : lay_out_stage(input).workers) {
      const StageSuccession both = lay_out_succession(worker, input);
      ASSERT_TRUE(inside(both.strip, worker.frame)) << where;
      ASSERT_TRUE(inside(both.successor.frame, worker.frame)) << where;
      ASSERT_FALSE(overlap(both.strip, both.successor.frame)) << where;
      ASSERT_GT(both.strip.y, both.successor.frame.y) << where;
      ASSERT_GT(both.strip.h, 0) << where;
    }
  });
}

}  // namespace
}  // namespace sharedfate
