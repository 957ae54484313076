// The chart of a demo: its figures are read by keys and under the pointer.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>
#include <variant>
#include <vector>

#include "core/lesson/read/lesson_reader.h"
#include "tests/unit/window/playground_frames.h"

namespace sharedfate::testing {
namespace {

constexpr std::string_view two_figures = R"(+++
title = "Two figures"
claim = "None."
minutes = 1
order = 1
lanes = ["threads:2", "processes:2"]
workload = "square"
+++

# One worker, two

A few tasks.

```run
time 8 square with 1..2 workers
```

```show
chart
```

# The end

Nothing more.

```show
chart
```
)";

std::vector<LessonEntry> lesson() {
  LessonReading reading = read_lesson("two-figures.md", two_figures);
  EXPECT_TRUE(reading.mistakes.empty());
  return {{"two-figures.md", std::move(reading.lesson), {}}};
}

/// A lesson that has just measured two figures for each of two lanes.
class LessonChart : public ::testing::Test {
 protected:
  LessonChart() : frames_(lesson()) {
    constexpr int turns = 400;
    frames_.look = {.width = 1280, .height = 800};
    frames_.open_lesson(0);
    frames_.obey(RunStep{});
    for (int turn = 0; turn < turns; ++turn) frames_.play_lesson();
    frames_.settled_frame();
    frames_.press(U'd');  // the class sees a picture without controls
    frames_.settled_frame();
  }
  std::string label() {
    const DrawnFrame drawn = frames_.frame();
    const WidgetRecord* const plot = drawn.find_widget("chart.plot");
    return plot == nullptr ? "(none)" : plot->label;
  }
  [[nodiscard]] bool reads(std::string_view words) {
    return label().find(words) != std::string::npos;
  }

  PlaygroundFrames frames_;
};

TEST_F(LessonChart, shows_its_figures_by_keys) {
  // Tab goes to the chart's buttons first.
  for (int press = 0; press < 20 && !reads(": threads"); ++press) {
    frames_.press(Key::tab);
    frames_.press(Key::right);
  }
  EXPECT_TRUE(reads("threads, workers: 1, speed-up: 1×")) << label();
  const DrawnFrame second = frames_.press(Key::right);
  EXPECT_TRUE(reads("threads, workers: 2, speed-up: ")) << label();
  const DrawnFrame other = frames_.press(Key::down);
  EXPECT_TRUE(reads("processes, workers: 2, speed-up: ")) << label();
  EXPECT_TRUE(second.commands.empty() && other.commands.empty()) << "the arrows are the chart's";
  const DrawnFrame on = frames_.press(Key::page_down);
  ASSERT_EQ(on.commands.size(), 1U);
  EXPECT_TRUE(std::holds_alternative<LessonForward>(std::get<LessonCommand>(on.commands[0])));
}

TEST_F(LessonChart, shows_its_figures_under_the_pointer) {
  const DrawnFrame drawn = frames_.frame();
  ASSERT_NE(drawn.find_widget("chart.plot"), nullptr);
  const Rect plot = drawn.find_widget("chart.plot")->rect;
  // One worker is at a quarter of the x axis: the pointer moves up until it meets that figure.
  bool met = false;
  for (int percent = 99; percent > 0 && !met; percent -= 4) {
    Input input;
    input.pointer = {plot.x + plot.w / 4, plot.y + plot.h * static_cast<float>(percent) / 100};
    input.pointer_inside = true;
    frames_.frame(input);
    const DrawnFrame seen = frames_.frame(input);
    met =
        seen.find_widget("chart.plot")->label.find("workers: 1, speed-up: 1×") != std::string::npos;
  }
  EXPECT_TRUE(met) << "the pointer meets no figure";
}

}  // namespace
}  // namespace sharedfate::testing
