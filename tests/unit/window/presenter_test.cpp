// The presenter's own window.
#include <gtest/gtest.h>

#include "tests/unit/window/frame_looks.h"
#include "tests/unit/window/frame_rules.h"
#include "tests/unit/window/playground_frames.h"

namespace sharedfate::testing {
namespace {

class Presenter : public ::testing::Test {
 protected:
  Presenter() : frames_(shipped_lessons()) {
    for (std::size_t lesson = 0; lesson < shipped_lessons().size(); ++lesson) {
      const auto& steps = shipped_lessons()[lesson].lesson->steps;
      for (std::size_t step = 0; step < steps.size() && !asks_; ++step) {
        if (steps[step].prediction.empty() || steps[step].view != StepView::lanes) continue;
        frames_.open_lesson(lesson, static_cast<int>(step));
        frames_.play_lesson();
        asks_ = true;
      }
    }
  }
  const LessonPlayer& player() { return *frames_.lesson_controller().player(); }

  PlaygroundFrames frames_;
  bool asks_ = false;
};

TEST_F(Presenter, sees_the_steps_the_notes_and_what_comes_next) {
  ASSERT_TRUE(asks_);
  const DrawnFrame frame = frames_.presenter_frame();
  for (const LessonStep& step : player().lesson().steps) EXPECT_TRUE(frame.says(step.title));
  EXPECT_TRUE(frame.says("Notes"));
  EXPECT_TRUE(frame.says("hands up: 1"));
  EXPECT_TRUE(frame.says("0:00"));
}

TEST_F(Presenter, sees_the_hands_that_the_class_does_not) {
  ASSERT_TRUE(asks_);
  frames_.obey(LessonForward{});
  for (const int digit : {1, 7}) frames_.obey(TypeDigit{digit});
  EXPECT_TRUE(frames_.presenter_frame().says("17"));
  EXPECT_FALSE(frames_.settled_frame().says("17"));
}

TEST_F(Presenter, has_room_for_all_of_it) {
  ASSERT_TRUE(asks_);
  for (const FrameLook& look : dark_looks()) {
    frames_.look = look;
    frames_.presenter_frame();
    expect_none(only({rule_collision, rule_covered, rule_off_screen, rule_faint, rule_left_out},
                     find_faults(frames_.presenter_frame())),
                {}, look, "presenter");
  }
}

}  // namespace
}  // namespace sharedfate::testing
