#include <memory>

#include "tests/bench/comparisons.h"
#include "tests/bench/figure_script.h"
#include "tests/bench/lazy.h"

namespace sharedfate::bench {

Comparison window_comparison(const Settings& settings) {
  const std::string program = settings.program_directory + "/sharedfate";
  auto script = std::make_shared<Lazy<FigureScript>>(
      [program] { return FigureScript::start("window_figures.py", program); });
  const auto figure = [script](const char* name) {
    return with(script, [name](FigureScript& figures) { return figures.measure(name); });
  };

  Comparison comparison;
  comparison.name = "window";
  comparison.contestants = {
      {"first frame", figure("first_frame")},    {"crowd frame", figure("crowd_frame")},
      {"whole frame", figure("whole_frame")},    {"crowd interval", figure("crowd_interval")},
      {"key answer", figure("key_answer")},      {"fault added", figure("fault_added")},
      {"fault slowest", figure("fault_slowest")}};
  using enum Wanted::Kind;
  comparison.rows = {
      {"window: first frame after exec", "ms", "first frame", {}, {figure_at_most, 200}},
      {"window: a frame, 2 x 1,000,000 waiting tasks",
       "ms",
       "crowd frame",
       {},
       {figure_at_most, 12}},
      {"window: the same, in which every pixel changes", "ms", "whole frame", {}, {nothing, 0}},
      {"window: from frame to frame, as the pointer moves",
       "ms",
       "crowd interval",
       {},
       {nothing, 0}},
      {"window: answer to a key while lanes burn all cores",
       "ms",
       "key answer",
       {},
       {figure_at_most, 60}},
      {"window: what crashing workers add to a frame, p99.9",
       "ms",
       "fault added",
       {},
       {figure_at_most, 4}},
      {"window: the slowest frame around a crash", "ms", "fault slowest", {}, {figure_at_most, 25}},
  };
  comparison.notes = {
      "Window: 1600x900 under Xvfb with software rendering. First frame and answer to a key are "
      "read off the screen; "
      "the frame's time is the program's own, of draining, drawing and showing it."};
  return comparison;
}

}  // namespace sharedfate::bench
