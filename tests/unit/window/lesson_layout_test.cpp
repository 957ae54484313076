// Each step of each lesson that comes with the app, on arrival and after its run.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <span>
#include <string>
#include <variant>

#include "tests/unit/window/frame_looks.h"
#include "tests/unit/window/frame_rules.h"
#include "tests/unit/window/layout_exceptions.h"

namespace sharedfate::testing {
namespace {

class LessonLayout : public ::testing::TestWithParam<std::size_t> {
 protected:
  LessonLayout() : frames_(shipped_lessons()) {}

  [[nodiscard]] static const Lesson& lesson() { return *shipped_lessons()[GetParam()].lesson; }
  [[nodiscard]] static int steps() { return static_cast<int>(lesson().steps.size()); }

  void arrive_at(int step) {
    step_ = step;
    frames_.open_lesson(GetParam(), step);
    frames_.play_lesson();
  }
  void run_step() {
    constexpr int turns_max = 30;
    frames_.obey(RunStep{});
    for (int turn = 0; turn < turns_max; ++turn) frames_.play_lesson();
  }
  DrawnFrame draw(const FrameLook& look) {
    frames_.look = look;
    return frames_.settled_frame();
  }
  void expect_only_known(const Findings& findings) {
    expect_none(findings,
                {lane_exceptions(), lesson_exceptions(),
                 lesson().free_play ? script_exceptions() : std::span<const Exception>()},
                frames_.look, fmt::format("{}, step {}", lesson().title, step_ + 1));
  }

  PlaygroundFrames frames_;
  int step_ = 0;
};

std::string lesson_name(const ::testing::TestParamInfo<std::size_t>& place) {
  std::string name = std::filesystem::path(shipped_lessons()[place.param].file).stem();
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Lessons, LessonLayout,
                         ::testing::Range(std::size_t{0}, shipped_lessons().size()), lesson_name);

TEST(ShippedLessons, are_there) { EXPECT_GE(shipped_lessons().size(), 20U); }

// With text of the usual size nothing is scrolled out of sight.
TEST_P(LessonLayout, has_room_on_arrival) {
  for (int step = 0; step < steps(); ++step) {
    arrive_at(step);
    for (const FrameLook& look : dark_looks()) {
      const DrawnFrame frame = draw(look);
      expect_only_known(find_faults(frame));
      if (look.text_scale == 1 && !lesson().free_play)  // code scrolls
        expect_only_known(find_scrolled_words(frame));
    }
    const FrameLook light{.theme = ThemeName::light};
    expect_only_known(only({rule_faint}, find_faults(draw(light))));
  }
}

/// The em of the largest text that begins with these words, in shares of the window's height; 0: it
/// is not drawn.
float share_of_height(const DrawnFrame& frame, const std::string& words) {
  constexpr float line_per_em = 1.21F;  // of Inter
  float largest = 0;
  for (const CanvasMark& mark : frame.marks)
    if (mark.kind == CanvasMark::Kind::text && !mark.text.empty() && words.starts_with(mark.text))
      largest = std::max(largest, mark.size / line_per_em / frame.screen.h);
  return largest;
}

// From the last row of seats, at the usual size of text.
TEST_P(LessonLayout, can_be_read_by_the_whole_class) {
  constexpr float question_least = 1.0F / 20 * 0.97F, choice_least = 1.0F / 30 * 0.97F;
  for (int step = 0; step < steps(); ++step) {
    const auto& prediction = lesson().steps[static_cast<std::size_t>(step)].prediction;
    if (prediction.empty()) continue;
    arrive_at(step);
    for (const FrameLook& look : dark_looks()) {
      if (look.text_scale != 1 || look.width * 9 != look.height * 16) continue;
      const DrawnFrame frame = draw(look);
      EXPECT_GE(share_of_height(frame, prediction.front().question), question_least)
          << to_text(look) << ", step " << step + 1;
      for (const Choice& choice : prediction.front().choices)
        EXPECT_GE(share_of_height(frame, choice.text), choice_least)
            << to_text(look) << ", step " << step + 1 << ": " << choice.text;
    }
  }
}

bool times_batches(const LessonStep& step) {
  return std::any_of(step.run.begin(), step.run.end(), [](const Action& action) {
    return std::holds_alternative<TimeBatches>(action.act);
  });
}

// What these lanes do in a run is not what real ones do, so the words are not judged.
TEST_P(LessonLayout, keeps_its_targets_apart_after_the_run) {
  for (int step = 0; step < steps(); ++step) {
    arrive_at(step);
    run_step();
    const LessonStep& step_now = lesson().steps[static_cast<std::size_t>(step)];
    if (step_now.view == StepView::chart && times_batches(step_now)) {
      frames_.press(U'd');
      EXPECT_NE(draw({}).find_widget("chart.csv"), nullptr)
          << lesson().title << ", step " << step + 1;
      frames_.press(U'd');
    }
    for (const FrameLook& look : dark_looks()) {
      expect_only_known(
          only({rule_overlap, rule_outside, rule_no_target}, find_faults(draw(look))));
    }
  }
}

}  // namespace
}  // namespace sharedfate::testing
