// The labs: how they are reached, what their settings ask for, and how results are shown.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/unit/window/lane_moments.h"
#include "tests/unit/window/playground_frames.h"

namespace sharedfate::testing {
namespace {

const ExperimentRow& row_of(std::string_view name) { return *find_experiment(name).value(); }

/// The list of demos and the labs.
class Labs : public ::testing::Test {
 protected:
  Labs() : frames_(shipped_lessons()) {}

  /// Clicks a widget of the last frame, and draws what comes of it.
  DrawnFrame click(std::string_view widget, int times = 1) {
    DrawnFrame last;
    for (; times > 0; --times) {
      last = frames_.click(widget);
      frames_.obey(last);
      frames_.settled_frame();
    }
    return last;
  }
  DrawnFrame press(Key key) {
    DrawnFrame drawn = frames_.press(key);
    frames_.obey(drawn);
    frames_.settled_frame();
    return drawn;
  }
  void open(std::string_view lab) {
    frames_.open_lab(row_of(lab));
    frames_.settled_frame();
  }
  [[nodiscard]] bool shows(std::string_view widget) {
    return frames_.frame().find_widget(widget) != nullptr;
  }
  [[nodiscard]] bool is_enabled(std::string_view widget) {
    const DrawnFrame drawn = frames_.frame();
    const WidgetRecord* const found = drawn.find_widget(widget);
    return found != nullptr && found->enabled;
  }
  std::string label(std::string_view widget) {
    const DrawnFrame drawn = frames_.frame();
    const WidgetRecord* const found = drawn.find_widget(widget);
    return found == nullptr ? "(none)" : found->label;
  }

  PlaygroundFrames frames_;
};

TEST_F(Labs, are_reached_and_left) {
  frames_.settled_frame();
  frames_.press(U'x');
  EXPECT_TRUE(shows("labs.race"));
  EXPECT_FALSE(shows("list.lesson.0"));
  press(Key::end);
  press(Key::f5);
  EXPECT_TRUE(shows("lab.run")) << "the lab that was chosen";
  click("labs.leave");
  EXPECT_TRUE(shows("labs.race"));
  press(Key::escape);
  EXPECT_TRUE(shows("list.lesson.0"));

  PlaygroundFrames lanes(lane_specs(2, 5));
  lanes.settled_frame();
  lanes.press(U'x');
  const DrawnFrame labs = lanes.settled_frame();
  EXPECT_NE(labs.find_widget("labs.race"), nullptr);
  EXPECT_EQ(labs.find_widget("control.run"), nullptr);
  lanes.click("labs.leave");
  EXPECT_NE(lanes.settled_frame().find_widget("control.run"), nullptr);
}

TEST_F(Labs, measure_what_was_set) {
  open("race");
  click("lab.workers.more");
  click("lab.increments.less", 3);
  click("lab.runs.less", 3);
  click("lab.protection.mutex");
  click("lab.memory.shared");
  click("lab.run");
  FakeExperiment& experiment = frames_.experiment();
  ASSERT_FALSE(experiment.finished());
  EXPECT_EQ(experiment.measurement().parameters,
            "workers=3,increments=20000,runs=2,protection=mutex,memory=shared,placement=spread");
  experiment.report_progress(0.5);
  EXPECT_EQ(label("lab.state"), "Measuring: 50 %");

  const std::pair<const char*, double> facts[] = {
      {"expected", 60'000}, {"measured", 60'000}, {"lost", 0},           {"lost least", 0},
      {"lost most", 0},     {"lost share", 0},    {"runs with loss", 0}, {"price", 30}};
  experiment.report(
      MeasuredSeries{"mutex", "price", "run", "ns per increment", {{1, 30}, {2, 30}}});
  for (const auto& [name, value] : facts) experiment.report("mutex", name, value);
  experiment.end(MeasurementState::done);
  frames_.settled_frame();
  EXPECT_EQ(label("lab.state"), "Measured on this machine, just now");
  const DrawnFrame shown = frames_.frame();
  EXPECT_TRUE(std::any_of(shown.widgets.begin(), shown.widgets.end(), [](const auto& each) {
    return each.name.starts_with("lab.words.") &&
           each.label.find("Expected 60,000, measured 60,000: nothing lost in 2 runs.") !=
               std::string::npos;
  }));
  const DrawnFrame saved = click("lab.chart.0.csv");
  ASSERT_EQ(saved.commands.size(), 1U);
  const auto& chart = std::get<SaveChart>(saved.commands.front());
  EXPECT_EQ(chart.file, ChartFile::csv);
  ASSERT_EQ(chart.data.series.size(), 1U) << "one bar";
  EXPECT_EQ(chart.data.series[0].name, "mutex");
  EXPECT_EQ(chart.data.series[0].points.back().y, 0) << "nothing was lost";
}

TEST_F(Labs, allow_no_bad_value) {
  open("race");
  click("lab.workers.less");
  EXPECT_FALSE(is_enabled("lab.workers.less")) << "one worker is the least";
  // Each value is allowed, but not both together.
  click("lab.memory.private");
  click("lab.protection.queue");
  EXPECT_NE(label("lab.state").find("no other one ever sees"), std::string::npos);
  EXPECT_FALSE(is_enabled("lab.run"));
  EXPECT_TRUE(press(Key::f5).commands.empty());
  click("lab.memory.threads");
  EXPECT_TRUE(is_enabled("lab.run"));
  EXPECT_EQ(frames_.measurements().measurement(), nullptr);
}

TEST_F(Labs, show_the_cycle_of_a_deadlock) {
  open("deadlock");
  press(Key::f5);
  frames_.experiment().report("opposite order", "runs", 3.0);
  frames_.experiment().report("opposite order", "deadlocks", 3.0);
  frames_.experiment().report(
      MeasuredFact{.of = "opposite order",
                   .name = "wait-for cycle",
                   .unit = "",
                   .words = "TID 41 waits for 2 of TID 42, TID 42 waits for 1 of TID 41",
                   .waits = {{.tid = 41, .lock = 2}, {.tid = 42, .lock = 1}}});
  frames_.experiment().end(MeasurementState::done);
  frames_.settled_frame();
  const DrawnFrame shown = frames_.frame();
  for (const char* words : {"TID 41", "waits for lock 2", "TID 42", "waits for lock 1"})
    EXPECT_TRUE(shown.says(words)) << words;
  EXPECT_EQ(label("lab.wait_cycle"), "TID 41 waits for 2 of TID 42, TID 42 waits for 1 of TID 41");
}

}  // namespace
}  // namespace sharedfate::testing
