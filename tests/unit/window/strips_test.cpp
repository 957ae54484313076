// The strips of the workers' last seconds, when nothing runs any more.
#include <gtest/gtest.h>

#include "tests/unit/window/lane_moments.h"
#include "tests/unit/window/playground_frames.h"

namespace sharedfate::testing {
namespace {

TEST(Strips, GoOnTenTimesASecondUntilTheyAreEmptyAndThenRest) {
  constexpr std::uint64_t ms = 1'000'000, tasks = 20;
  PlaygroundFrames frames(lane_specs(1, 5));
  frames.settled_frame();
  EXPECT_LT(frames.seconds_to_refresh(), 0) << "no task has run";
  FakeLanes& lanes = frames.lanes();
  lanes.take({{0, SubmitTasks{{}, tasks}}, {0, OpenGate{}}});
  lanes.answer();
  lanes.complete(0, frames.now_ns(), ms);
  ASSERT_EQ(lanes.lane(0).account().done, tasks);
  frames.frame();
  EXPECT_GE(frames.seconds_to_refresh(), 0.1);
  constexpr int frames_max = 60 * 40;
  int count = 0;
  while (frames.seconds_to_refresh() >= 0 && count < frames_max) {
    frames.frame();
    ++count;
  }
  EXPECT_GT(count, 30) << "they went on for less than a second";
  EXPECT_LT(count, frames_max) << "they never rest";
}

}  // namespace
}  // namespace sharedfate::testing
