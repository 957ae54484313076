// What a key does, a click does, too: each pair asks for the same, and the next frames say the
// same.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <variant>

#include "tests/unit/window/lane_moments.h"
#include "tests/unit/window/playground_frames.h"

namespace sharedfate::testing {
namespace {

struct CommandWord {
  std::string operator()(const OpenLane& it) const { return "open " + to_text(it.spec); }
  std::string operator()(const CloseLane& it) const { return fmt::format("close {}", it.lane); }
  std::string operator()(const SetTheme& it) const { return std::string(theme_word(it.theme)); }
  std::string operator()(const SetTextScale& it) const {
    return fmt::format("text {}", it.text_scale);
  }
  std::string operator()(const SaveChart& it) const { return "save " + it.data.title; }
  std::string operator()(const LessonCommand& it) const { return std::visit(*this, it); }
  std::string operator()(const MeasurementCommand& it) const { return std::visit(*this, it); }
  std::string operator()(const OpenLesson& it) const {
    return fmt::format("lesson {}:{}", it.lesson_index, it.step);
  }
  std::string operator()(const LeaveLesson&) const { return "leave"; }
  std::string operator()(const LessonForward&) const { return "forward"; }
  std::string operator()(const LessonBack&) const { return "back"; }
  std::string operator()(const ResetStep&) const { return "reset step"; }
  std::string operator()(const Vote& it) const {
    return fmt::format("vote {} {}", it.choice, it.difference);
  }
  std::string operator()(const TypeDigit& it) const { return fmt::format("digit {}", it.digit); }
  std::string operator()(const EraseDigit&) const { return "erase digit"; }
  std::string operator()(const RunStep&) const { return "run"; }
  std::string operator()(const TogglePresenterWindow&) const { return "presenter"; }
  std::string operator()(const StartMeasurement& it) const {
    return fmt::format("measure {}", it.experiment->name);
  }
  std::string operator()(const CancelMeasurement&) const { return "cancel"; }
  std::string operator()(const OrderMeasurement& it) const {
    return fmt::format("order {}", it.number);
  }
};

/// What a frame asked for, in words: "0: open; 1: open; light".
std::string asked(PlaygroundFrames& frames, const DrawnFrame& frame) {
  std::string words;
  frames.lanes().forget_asked();
  frames.lanes().take(frame.requests);
  for (std::size_t lane = 0; lane < frames.lanes().model().lanes.size(); ++lane) {
    const std::string& each = frames.lanes().asked(static_cast<LaneIndex>(lane));
    if (!each.empty()) words += fmt::format("{}: {}; ", lane, each);
  }
  for (const AppCommand& command : frame.commands)
    words += std::visit(CommandWord{}, command) + "; ";
  return words;
}

/// All words and widgets of a frame.
std::string shown(const DrawnFrame& frame) {
  std::string words;
  for (const WidgetRecord& widget : frame.widgets)
    words += fmt::format("{} [{}] {}\n", widget.name, widget.label, widget.enabled);
  for (const CanvasMark& mark : frame.marks) {
    if (mark.kind == CanvasMark::Kind::text) words += mark.whole + "\n";
  }
  return words;
}

struct Effect {
  std::string asked, shown;
  friend bool operator==(const Effect&, const Effect&) = default;
};

using Frames = std::unique_ptr<PlaygroundFrames>;
using Act = std::function<DrawnFrame(PlaygroundFrames&)>;

/// What the act asks for, and what the frame after it shows. The lanes do not answer.
Effect effect_of(Frames frames, const Act& act) {
  frames->settled_frame();
  const DrawnFrame drawn = act(*frames);
  Effect effect{asked(*frames, drawn), {}};
  effect.shown = shown(frames->frame());
  return effect;
}

struct Pair {
  std::string_view widget;
  Key key = Key::none;
  char32_t character = 0;
};
Pair by(std::string_view widget, char32_t character) { return {widget, Key::none, character}; }
Pair by(std::string_view widget, Key key) { return {widget, key}; }

void expect_same(const std::function<Frames()>& begin, const Pair& pair) {
  const Effect none = effect_of(begin(), [](PlaygroundFrames& frames) { return frames.frame(); });
  const Effect clicked =
      effect_of(begin(), [&](PlaygroundFrames& frames) { return frames.click(pair.widget); });
  const Effect pressed = effect_of(begin(), [&](PlaygroundFrames& frames) {
    return pair.key == Key::none ? frames.press(pair.character) : frames.press(pair.key);
  });
  EXPECT_EQ(clicked.asked, pressed.asked) << pair.widget;
  EXPECT_EQ(clicked.shown, pressed.shown) << pair.widget;
  EXPECT_NE(pressed, none) << pair.widget << ": the key has no effect";
}

Frames free_play(Moment moment) {
  auto frames = std::make_unique<PlaygroundFrames>(lane_specs(2, 5));
  bring_to(moment, *frames);
  // What the panels ask of new lanes is answered before the test begins.
  frames->obey(frames->frame());
  frames->measure_resources();
  return frames;
}
Frames running_lanes() { return free_play(Moment::working); }
Frames crashed_lanes() { return free_play(Moment::crashed); }
Frames python_lanes() {
  return std::make_unique<PlaygroundFrames>(
      std::vector<LaneSpec>{{LaneKind::python_threads, Language::python, 2}});
}
Frames lessons() { return std::make_unique<PlaygroundFrames>(shipped_lessons()); }

/// At the first step of any lesson that asks a question.
Frames question() {
  Frames frames = lessons();
  for (std::size_t lesson = 0; lesson < shipped_lessons().size(); ++lesson) {
    const std::vector<LessonStep>& steps = shipped_lessons()[lesson].lesson->steps;
    for (std::size_t step = 1; step < steps.size(); ++step) {
      if (steps[step].prediction.empty() || steps[step].view != StepView::lanes) continue;
      frames->open_lesson(lesson, static_cast<int>(step));
      frames->play_lesson();
      frames->settled_frame();
      frames->point_at("lesson.forward");  // the buttons come when the pointer moves
      return frames;
    }
  }
  ADD_FAILURE() << "no lesson asks anything";
  return frames;
}

Frames with_key(Frames frames, char32_t key) {
  frames->settled_frame();
  frames->press(key);
  return frames;
}
Frames lab(std::string_view name) {
  Frames frames = lessons();
  frames->open_lab(*find_experiment(name).value());
  return frames;
}

TEST(KeyPairs, of_the_lanes) {
  for (const Pair& pair :
       {by("control.run", Key::space), by("control.step", U'.'), by("control.reset", U'r'),
        by("control.add", U'a'), by("control.workers.more", Key::up),
        by("control.workers.more", U'>'), by("control.workers.less", Key::down),
        by("control.workers.less", U'<'), by("control.workload", U'w'), by("control.policy", U'p'),
        by("control.tasks", U'c'), by("control.lanes", U'l'), by("control.worker", Key::tab),
        by("control.every_lane", U'b'), by("control.moment", U'k'), by("control.more_faults", U'm'),
        by("control.fault_spec", U'v')})
    expect_same(running_lanes, pair);
}

TEST(KeyPairs, of_python_lanes) { expect_same(python_lanes, by("control.interpreter", U'y')); }

TEST(KeyPairs, of_dead_lanes) {
  for (const Pair& pair : {by("lane.0.restart", U'n'), by("lane.0.receipt", U'e'),
                           by("status.receipt", U'e'), by("lane.1.card", U'd')})
    expect_same(crashed_lanes, pair);
}

TEST(KeyPairs, of_the_top_bar) {
  for (const Pair& pair : {by("top.theme", U't'), by("top.smaller", U'-'), by("top.smaller", U'−'),
                           by("top.larger", U'+'), by("top.larger", U'='), by("top.keys", U'?'),
                           by("top.labs", U'x')}) {
    expect_same(running_lanes, pair);
    expect_same(lessons, pair);
    expect_same(question, pair);
  }
  expect_same(running_lanes, by("top.script", U's'));
}

TEST(KeyPairs, of_a_lesson) {
  for (const Pair& pair :
       {by("lesson.leave", Key::escape), by("lesson.reset", U'r'), by("lesson.notes", U'n'),
        by("lesson.fold", U'f'), by("lesson.back", Key::page_up), by("lesson.back", Key::left),
        by("lesson.back", Key::up), by("lesson.forward", Key::page_down),
        by("lesson.forward", Key::space), by("lesson.forward", Key::right),
        by("lesson.forward", Key::down), by("lesson.forward", Key::enter)})
    expect_same(question, pair);
}

TEST(KeyPairs, of_lists) {
  for (const Key key : {Key::f5, Key::enter, Key::space})
    expect_same(lessons, by("list.lesson.0", key));
  const auto labs = [] { return with_key(lessons(), U'x'); };
  expect_same(labs, by("labs.leave", Key::escape));
  const auto first = [&labs] {
    Frames frames = labs();
    frames->press(Key::home);
    return frames;
  };
  expect_same(first, by("labs.memory", Key::f5));
}

TEST(KeyPairs, of_labs) {
  for (const Key key : {Key::f5, Key::enter, Key::space})
    expect_same([] { return lab("race"); }, by("lab.run", key));
  expect_same([] { return lab("race"); }, by("labs.leave", Key::escape));
  expect_same([] { return lab("stepping"); }, by("stepping.again", U'r'));
  expect_same([] { return lab("cells"); }, by("cells.again", U'r'));
}

TEST(KeyPairs, of_sheets) {
  const auto keys = [] { return with_key(running_lanes(), U'?'); };
  expect_same(keys, by("keys.close", Key::escape));
  expect_same(keys, by("keys.close", U'?'));
  expect_same(keys, by("keys.sheet", Key::escape));
  const auto receipt = [] { return with_key(crashed_lanes(), U'e'); };
  expect_same(receipt, by("receipt.close", Key::escape));
  expect_same(receipt, by("receipt.close", U'e'));
}

TEST(KeyPairs, of_the_script_view) {
  const auto script = [] { return with_key(running_lanes(), U's'); };
  for (const Pair& pair : {by("script.run", Key::f5), by("script.step", U'.'),
                           by("script.stop", U'q'), by("script.close", U's')})
    expect_same(script, pair);
}

}  // namespace
}  // namespace sharedfate::testing
