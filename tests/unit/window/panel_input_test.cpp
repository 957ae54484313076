// Keys, clicks and typed text in the panels: what they ask for, and what must not happen.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "app/playground/lesson/prediction.h"
#include "core/lesson/read/lesson_reader.h"
#include "tests/unit/window/lane_moments.h"
#include "tests/unit/window/playground_frames.h"

namespace sharedfate::testing {
namespace {

using Frames = std::unique_ptr<PlaygroundFrames>;

Frames lanes_in(Moment moment) {
  auto frames = std::make_unique<PlaygroundFrames>(lane_specs(2, 5));
  bring_to(moment, *frames);
  frames->obey(frames->frame());
  frames->measure_resources();
  frames->settled_frame();
  return frames;
}

/// A lesson that comes with the app, at its first step that is wanted.
Frames lesson_at(std::string_view file, const std::function<bool(const LessonStep&)>& wanted) {
  auto frames = std::make_unique<PlaygroundFrames>(shipped_lessons());
  const std::vector<LessonEntry>& lessons = shipped_lessons();
  const auto found = std::find_if(lessons.begin(), lessons.end(), [file](const LessonEntry& entry) {
    return entry.file.ends_with(file);
  });
  EXPECT_NE(found, lessons.end());
  const std::vector<LessonStep>& steps = found->lesson->steps;
  const auto step = std::find_if(steps.begin(), steps.end(), wanted);
  EXPECT_NE(step, steps.end());
  frames->open_lesson(static_cast<std::size_t>(found - lessons.begin()),
                      static_cast<int>(step - steps.begin()));
  frames->play_lesson();
  frames->settled_frame();
  return frames;
}

/// The lesson about one crash in two lanes, at its first question.
Frames question() {
  return lesson_at("one-crash-two-fates.md",
                   [](const LessonStep& step) { return !step.prediction.empty(); });
}

/// A demo with code of its own, for free play.
constexpr std::string_view demo = R"(+++
title = "From elsewhere"
claim = "None."
minutes = 1
order = 1
lanes = ["serial:1"]
workload = "square"
free_play = true
+++

# Their code

Key s.

> Nothing more.

```python
print("it ran")
```
)";

/// Free play on that demo's lanes, beside its code.
Frames free_play_demo() {
  LessonReading reading = read_lesson("from-elsewhere.md", demo);
  EXPECT_TRUE(reading.mistakes.empty());
  auto frames = std::make_unique<PlaygroundFrames>(
      std::vector<LessonEntry>{{"from-elsewhere.md", std::move(reading.lesson), {}}});
  frames->open_lesson(0);
  frames->settled_frame();
  return frames;
}

/// How many of the frame's requests are of that type.
template <typename Wanted>
std::size_t count_requests(const DrawnFrame& frame) {
  return static_cast<std::size_t>(std::count_if(
      frame.requests.begin(), frame.requests.end(),
      [](const AddressedRequest& each) { return std::holds_alternative<Wanted>(each.request); }));
}
template <typename Wanted>
bool asks_lesson(const DrawnFrame& frame) {
  return std::any_of(frame.commands.begin(), frame.commands.end(), [](const AppCommand& each) {
    const auto* const lesson = std::get_if<LessonCommand>(&each);
    return lesson != nullptr && std::holds_alternative<Wanted>(*lesson);
  });
}
template <typename Wanted>
const Wanted* find_command(const DrawnFrame& frame) {
  for (const AppCommand& each : frame.commands) {
    if (const auto* const found = std::get_if<Wanted>(&each)) return found;
  }
  return nullptr;
}
bool asks_nothing(const DrawnFrame& frame) {
  return frame.requests.empty() && frame.commands.empty();
}
std::string label_of(const DrawnFrame& frame, std::string_view widget) {
  const WidgetRecord* const found = frame.find_widget(widget);
  return found == nullptr ? "(none)" : found->label;
}

// Every hit area.

void click_each(const std::function<Frames()>& begin) {
  const std::vector<WidgetRecord> widgets = begin()->frame().widgets;
  EXPECT_GT(widgets.size(), 3U);
  const int top =
      std::max_element(widgets.begin(), widgets.end(), [](const auto& a, const auto& b) {
        return a.layer < b.layer;
      })->layer;
  for (const WidgetRecord& widget : widgets) {
    if (!widget.enabled || widget.layer < top) continue;
    Frames frames = begin();
    frames->obey(frames->click(widget.name));
    EXPECT_FALSE(frames->settled_frame().widgets.empty()) << "after a click on " << widget.name;
  }
}

TEST(HitAreas, of_free_play_can_be_clicked) {
  click_each([] { return lanes_in(Moment::working); });
  click_each([] { return lanes_in(Moment::crashed); });
}
TEST(HitAreas, of_a_question_can_be_clicked) { click_each(question); }
TEST(HitAreas, of_lists_and_labs_can_be_clicked) {
  const auto lists = [] {
    auto frames = std::make_unique<PlaygroundFrames>(shipped_lessons());
    frames->settled_frame();
    return frames;
  };
  click_each(lists);
  for (const ExperimentRow& row : experiments()) {
    click_each([&] {
      Frames frames = lists();
      frames->open_lab(row);
      frames->settled_frame();
      return frames;
    });
  }
}
TEST(HitAreas, of_sheets_and_the_script_view_can_be_clicked) {
  for (const char32_t key : {U'?', U'e', U's'}) {
    click_each([key] {
      Frames frames = lanes_in(Moment::crashed);
      frames->press(key);
      frames->settled_frame();
      return frames;
    });
  }
}

TEST(HitAreas, that_show_another_panel_leave_no_frame_empty) {
  for (const std::string_view widget : {"top.script", "top.labs"}) {
    Frames frames = lanes_in(Moment::working);
    const DrawnFrame before = frames->frame(), clicked = frames->click(widget);
    EXPECT_EQ(clicked.widgets.size(), before.widgets.size()) << widget;
    EXPECT_NE(clicked.find_widget("control.run"), nullptr) << widget;
    EXPECT_EQ(frames->settled_frame().find_widget("control.run"), nullptr) << widget;
  }
}

// Held keys.

TEST(HeldKeys, act_once) {
  Frames frames = lanes_in(Moment::working);
  for (const char32_t character : std::u32string_view(U".rawpclbkmvnesxt?1")) {
    Input input;
    input.keys.push_back({.character = character, .shortcut = character, .repeat = true});
    EXPECT_TRUE(asks_nothing(frames->frame(input))) << static_cast<char>(character);
  }
  for (const Key key : {Key::space, Key::enter, Key::escape}) {
    Input input;
    input.keys.push_back({.key = key, .repeat = true});
    EXPECT_TRUE(asks_nothing(frames->frame(input))) << static_cast<int>(key);
  }
  EXPECT_NE(frames->frame().find_widget("control.run"), nullptr) << "nothing has opened";
}

TEST(HeldKeys, of_a_clicker_go_one_step) {
  Frames frames = question();
  for (const Key key : {Key::page_down, Key::page_up, Key::right, Key::left, Key::down, Key::up}) {
    Input held;
    held.keys.push_back({.key = key, .repeat = true});
    EXPECT_TRUE(asks_nothing(frames->frame(held))) << static_cast<int>(key);
  }
}

TEST(HeldKeys, of_steppers_go_on) {
  Frames frames = lanes_in(Moment::working);
  const std::string before = label_of(frames->frame(), "control.worker");
  Input tab;
  tab.keys.assign(3, {.key = Key::tab, .repeat = true});
  frames->frame(tab);
  EXPECT_NE(label_of(frames->frame(), "control.worker"), before);
  Input up;
  up.keys.assign(2, {.key = Key::up, .repeat = true});
  const DrawnFrame more = frames->frame(up);
  ASSERT_EQ(count_requests<SetWorkers>(more), 4U) << "one for each press and lane";
  EXPECT_EQ(std::get<SetWorkers>(more.requests.back().request).workers, 7);
}

// The chosen worker and its fault.

TEST(FaultKeys, hit_the_worker_that_tab_chose) {
  Frames frames = lanes_in(Moment::working);
  EXPECT_TRUE(label_of(frames->frame(), "control.worker").ends_with("T3"));
  frames->press(Key::tab);
  frames->press(Key::tab);
  frames->press(Key::tab, true);
  EXPECT_TRUE(label_of(frames->frame(), "control.worker").ends_with("T4"));
  const DrawnFrame struck = frames->press(U'2');
  ASSERT_EQ(struck.requests.size(), 1U);
  EXPECT_EQ(struck.requests.front().lane, 0);
  const auto& fault = std::get<InjectFault>(struck.requests.front().request).fault_spec;
  EXPECT_EQ(fault.worker, 4);
  EXPECT_EQ(fault.fault, FaultId::abort);
}

TEST(FaultKeys, inject_every_fault_of_the_open_page) {
  for (std::size_t index = 0; index < faults().size(); ++index) {
    Frames frames = lanes_in(Moment::working);
    for (std::size_t page = 0; page < index / 10; ++page) frames->press(U'm');
    ASSERT_NE(frames->settled_frame().find_widget(fmt::format("fault.{}", faults()[index].name)),
              nullptr);
    const DrawnFrame struck = frames->press(U'0' + static_cast<char32_t>((index + 1) % 10));
    ASSERT_EQ(struck.requests.size(), 1U) << faults()[index].name;
    EXPECT_EQ(std::get<InjectFault>(struck.requests.front().request).fault_spec.fault,
              faults()[index].id);
  }
}

TEST(FaultWords, with_a_mistake_inject_nothing) {
  Frames frames = lanes_in(Moment::working);
  frames->press(U'v');
  EXPECT_EQ(label_of(frames->frame(), "control.fault_spec"), "");
  EXPECT_TRUE(asks_nothing(frames->type("segvv@3:site=idle"))) << "its letters are no shortcuts";
  EXPECT_TRUE(asks_nothing(frames->press(Key::enter)));
  const std::string mistake = label_of(frames->frame(), "control.fault_spec.mistake");
  EXPECT_NE(mistake.find("did you mean 'segv'"), std::string::npos) << mistake;
  Input erase;
  erase.keys.assign(17, {.key = Key::backspace});
  frames->frame(erase);
  EXPECT_EQ(label_of(frames->frame(), "control.fault_spec"), "");
  EXPECT_EQ(frames->frame().find_widget("control.fault_spec.mistake"), nullptr);
  frames->type("segv@3:site=idle");
  const DrawnFrame struck = frames->press(Key::enter);
  ASSERT_EQ(struck.requests.size(), 1U);
  EXPECT_EQ(to_text(std::get<InjectFault>(struck.requests.front().request).fault_spec),
            "segv@3:task=0:site=idle");
}

TEST(FaultWords, can_be_typed_and_left_where_the_bar_has_no_room_for_them) {
  Frames frames = lanes_in(Moment::working);
  frames->look = {640, 480};
  ASSERT_EQ(frames->settled_frame().find_widget("control.fault_spec"), nullptr);
  frames->press(U'v');
  EXPECT_NE(frames->settled_frame().find_widget("control.fault_spec"), nullptr);
  frames->type("segv@3");
  EXPECT_EQ(count_requests<InjectFault>(frames->press(Key::enter)), 1U);
  frames->press(U'v');
  frames->press(Key::escape);
  EXPECT_EQ(frames->settled_frame().find_widget("control.fault_spec"), nullptr);
  EXPECT_FALSE(asks_nothing(frames->press(Key::space))) << "the keys are shortcuts again";
}

TEST(FaultWords, are_forgotten_with_the_lanes) {
  Frames frames = free_play_demo();
  frames->press(U's');
  frames->settled_frame();
  frames->press(U'v');
  frames->type("segv");
  EXPECT_EQ(label_of(frames->settled_frame(), "control.fault_spec"), "segv");
  frames->open_lesson(0);
  frames->settled_frame();
  frames->press(U's');
  EXPECT_NE(label_of(frames->settled_frame(), "control.fault_spec"), "segv");
  EXPECT_FALSE(asks_nothing(frames->press(Key::space))) << "the keys are shortcuts";
}

// What undo takes back.

Frames unequal_lanes() {
  auto frames = std::make_unique<PlaygroundFrames>(std::vector<LaneSpec>{
      {LaneKind::threads, Language::cpp, 5}, {LaneKind::processes, Language::cpp, 2}});
  frames->obey(frames->frame());
  frames->settled_frame();
  return frames;
}
std::pair<int, int> workers_of(PlaygroundFrames& frames) {
  return {frames.lanes().lane(0).spec.workers, frames.lanes().lane(1).spec.workers};
}

TEST(Undo, gives_each_lane_its_own_workers_back) {
  Frames frames = unequal_lanes();
  frames->obey(frames->press(U'>'));
  EXPECT_EQ(workers_of(*frames), std::pair(6, 6));
  frames->obey(frames->press(U'u'));
  EXPECT_EQ(workers_of(*frames), std::pair(5, 2));
  EXPECT_TRUE(asks_nothing(frames->press(U'u'))) << "there is nothing more to take back";
}

TEST(Undo, goes_one_press_back_where_lanes_have_not_answered) {
  Frames frames = unequal_lanes();
  frames->obey(frames->type(">>"));
  EXPECT_EQ(workers_of(*frames), std::pair(7, 7));
  frames->obey(frames->press(U'u'));
  EXPECT_EQ(workers_of(*frames), std::pair(6, 6));
  frames->obey(frames->press(U'u'));
  EXPECT_EQ(workers_of(*frames), std::pair(5, 2));
}

TEST(Undo, of_tempo_and_policy_leaves_the_workers_alone) {
  Frames frames = unequal_lanes();
  const std::uint32_t tempo_ms = frames->lanes().lane(0).tempo_ms;
  frames->obey(frames->press(U']'));
  EXPECT_NE(frames->lanes().lane(0).tempo_ms, tempo_ms);
  frames->obey(frames->press(U'p'));
  EXPECT_EQ(frames->lanes().lane(1).policy, PolicyId::executor);
  frames->obey(frames->press(U'u'));
  EXPECT_EQ(frames->lanes().lane(1).policy, PolicyId::pool);
  EXPECT_NE(frames->lanes().lane(0).tempo_ms, tempo_ms);
  frames->obey(frames->press(U'u'));
  EXPECT_EQ(frames->lanes().lane(0).tempo_ms, tempo_ms);
  EXPECT_EQ(workers_of(*frames), std::pair(5, 2));
}

TEST(Undo, of_a_control_does_not_switch_the_policy_of_new_lanes) {
  Frames frames = unequal_lanes();
  frames->obey(frames->press(U'p'));
  frames->obey(frames->press(U']'));
  frames->obey(frames->press(U'r'));
  frames->emit(PolicyChanged{1, PolicyId::pool});
  const DrawnFrame prepared = frames->frame();
  EXPECT_EQ(count_requests<SetPolicy>(prepared), 1U) << "the threads have none";
  frames->obey(prepared);
  EXPECT_EQ(frames->lanes().lane(1).policy, PolicyId::executor) << "new lanes get what is chosen";
  const DrawnFrame undone = frames->press(U'u');
  EXPECT_EQ(count_requests<SetTempo>(undone), 2U);
  EXPECT_EQ(count_requests<SetPolicy>(undone), 0U);
}

TEST(Undo, takes_a_drag_back_at_once) {
  Frames frames = unequal_lanes();
  const std::uint32_t tempo_ms = frames->lanes().lane(0).tempo_ms;
  const Rect slider = frames->frame().find_widget("control.tempo")->rect;
  const auto drag_to = [&](float share, std::vector<PointerEvent::Kind> events) {
    Input input;
    input.pointer = {slider.x + slider.w * share, slider.centre().y};
    input.pointer_inside = true;
    for (const auto kind : events) input.pointer_events.push_back({kind, 0, input.pointer});
    frames->obey(frames->frame(input));
  };
  drag_to(0.02F, {PointerEvent::Kind::press});
  for (const float share : {0.3F, 0.6F, 0.8F}) drag_to(share, {});
  drag_to(0.98F, {PointerEvent::Kind::release});
  EXPECT_EQ(frames->lanes().lane(0).tempo_ms, 0U);
  drag_to(0.02F, {PointerEvent::Kind::press, PointerEvent::Kind::release});
  EXPECT_EQ(frames->lanes().lane(0).tempo_ms, 2000U);
  frames->obey(frames->press(U'u'));
  EXPECT_EQ(frames->lanes().lane(0).tempo_ms, 0U) << "the second press is one of its own";
  frames->obey(frames->press(U'u'));
  EXPECT_EQ(frames->lanes().lane(0).tempo_ms, tempo_ms);
  EXPECT_TRUE(asks_nothing(frames->press(U'u')));
}

TEST(Undo, goes_on_after_a_visit_to_the_code) {
  Frames frames = unequal_lanes();
  frames->obey(frames->press(U'>'));
  for (int turn = 0; turn < 2; ++turn) {
    frames->press(U's');
    frames->obey(frames->frame());
  }
  frames->obey(frames->press(U'u'));
  EXPECT_EQ(workers_of(*frames), std::pair(5, 2));
}

// Sheets.

TEST(Receipt, without_a_fault_offers_nothing_to_copy) {
  Frames frames = lanes_in(Moment::working);
  EXPECT_EQ(frames->frame().find_widget("status.receipt"), nullptr);
  frames->press(U'e');
  const DrawnFrame open = frames->frame();
  ASSERT_NE(open.find_widget("receipt.close"), nullptr);
  EXPECT_TRUE(std::none_of(open.widgets.begin(), open.widgets.end(),
                           [](const auto& each) { return each.name.starts_with("receipt.copy"); }));
  EXPECT_TRUE(asks_nothing(frames->press(U'1'))) << "no key acts below the sheet";
  frames->press(U'e');
  EXPECT_EQ(frames->frame().find_widget("receipt.close"), nullptr);
}

TEST(Receipt, of_a_fault_is_copied) {
  Frames frames = lanes_in(Moment::crashed);
  frames->press(U'e');
  const DrawnFrame open = frames->settled_frame();
  const DrawnFrame copied = frames->click("receipt.copy.0");
  EXPECT_EQ(copied.copied, label_of(open, "receipt.copy.0.words"));
  EXPECT_TRUE(copied.copied.starts_with("sharedfate run ")) << copied.copied;
  EXPECT_EQ(label_of(frames->frame(), "receipt.copy.0"), "Copied");
}

TEST(Receipt, scrolls_where_it_is_long) {
  Frames frames = lanes_in(Moment::crashed);
  frames->look = {1024, 768, 1.5F};
  frames->press(U'e');
  EXPECT_NE(frames->settled_frame().find_widget("receipt.copy.0"), nullptr);
  frames->press(Key::end);
  EXPECT_NE(frames->settled_frame().find_widget("receipt.copy.1"), nullptr);
  frames->press(Key::home);
  EXPECT_NE(frames->settled_frame().find_widget("receipt.copy.0"), nullptr);
}

TEST(Receipt, is_shown_in_the_labs) {
  Frames frames = lanes_in(Moment::crashed);
  frames->press(U'x');
  frames->settled_frame();
  frames->click("status.receipt");
  EXPECT_NE(frames->settled_frame().find_widget("receipt.close"), nullptr);
  frames->press(Key::escape);
  const DrawnFrame closed = frames->settled_frame();
  EXPECT_EQ(closed.find_widget("receipt.close"), nullptr);
  EXPECT_NE(closed.find_widget("labs.leave"), nullptr) << "it only closes the sheet";
}

TEST(KeysSheet, takes_all_keys) {
  Frames frames = lanes_in(Moment::working);
  frames->press(U'?');
  ASSERT_NE(frames->settled_frame().find_widget("keys.close"), nullptr);
  EXPECT_TRUE(asks_nothing(frames->press(U'r')));
  EXPECT_TRUE(asks_nothing(frames->press(Key::space)));
  EXPECT_TRUE(asks_nothing(frames->press(Key::escape))) << "it only closes the sheet";
  EXPECT_EQ(frames->frame().find_widget("keys.close"), nullptr);
}

/// The frame with the sheet of keys, opened by its button.
DrawnFrame keys_sheet(PlaygroundFrames& frames) {
  frames.click("top.keys");
  DrawnFrame sheet = frames.settled_frame();
  EXPECT_NE(sheet.find_widget("keys.close"), nullptr);
  return sheet;
}

TEST(KeysSheet, lists_only_keys_that_work_while_text_is_typed) {
  Frames frames = lanes_in(Moment::working);
  frames->press(U'v');
  frames->frame();
  const DrawnFrame sheet = keys_sheet(*frames);
  EXPECT_TRUE(sheet.says("all letters, digits and signs type text"));
  EXPECT_FALSE(sheet.says("add tasks")) << "a is a letter of the text";
}

TEST(KeysSheet, keeps_keys_from_the_choice_that_was_clicked) {
  Frames frames = question();
  frames->obey(frames->click("lesson.choice.1"));
  frames->press(U'?');
  ASSERT_NE(frames->settled_frame().find_widget("keys.close"), nullptr);
  EXPECT_TRUE(asks_nothing(frames->press(Key::enter))) << "no vote";
  frames->press(Key::escape);
  frames->settled_frame();
  EXPECT_TRUE(asks_lesson<Vote>(frames->press(Key::enter))) << "the focus is where it was";
}

TEST(KeysSheet, keeps_text_from_the_code) {
  Frames frames = lanes_in(Moment::working);
  frames->press(U's');
  frames->settled_frame();
  const std::string code = label_of(frames->click("script.code"), "script.code");
  frames->click("top.keys");
  ASSERT_NE(frames->settled_frame().find_widget("keys.close"), nullptr);
  frames->type("abc");
  EXPECT_EQ(label_of(frames->frame(), "script.code"), code);
  frames->press(Key::escape);
  frames->settled_frame();
  frames->type("abc");
  EXPECT_NE(label_of(frames->frame(), "script.code"), code) << "the caret is where it was";
}

// Lessons.

/// Whether the last thing drawn is an area over the whole screen.
bool is_blank(const DrawnFrame& frame) {
  const CanvasMark& last = frame.marks.back();
  return last.kind == CanvasMark::Kind::fill && last.ink.alpha >= 1 &&
         last.place.w >= frame.screen.w && last.place.h >= frame.screen.h;
}

TEST(LessonKeys, blank_the_screen_and_bring_it_back) {
  for (const char32_t key : {U'b', U'.'}) {
    Frames frames = question();
    EXPECT_FALSE(is_blank(frames->frame()));
    frames->press(key);
    EXPECT_TRUE(is_blank(frames->frame()));
    EXPECT_TRUE(asks_nothing(frames->press(Key::page_down))) << "it only brings the screen back";
    EXPECT_FALSE(is_blank(frames->frame()));
    frames->press(key);
    EXPECT_TRUE(asks_nothing(frames->press(U't'))) << "no other panel acts on the key either";
  }
}

TEST(LessonKeys, skip_a_prediction) {
  Frames frames = question();
  EXPECT_TRUE(asks_lesson<RunStep>(frames->press(Key::f5)));
  EXPECT_TRUE(asks_lesson<RunStep>(frames->press(U's')));
}

TEST(LessonKeys, type_how_many_hands_are_up) {
  Frames frames = question();
  const auto votes = [&] { return frames->lesson_controller().player()->record().votes.front(); };
  frames->obey(frames->press(U'3'));
  frames->obey(frames->press(Key::backspace));
  EXPECT_EQ(votes()[0], 0) << "no hands are up yet";
  frames->obey(frames->press(Key::page_down));
  for (const char32_t key : {U'3', U'8'}) frames->obey(frames->press(key));
  frames->obey(frames->press(Key::backspace));
  frames->obey(frames->press(U'7'));
  frames->obey(frames->press(Key::enter));
  frames->obey(frames->press(U'4'));
  EXPECT_EQ(votes()[0], 37);
  EXPECT_EQ(votes()[1], 4);
}

TEST(LessonVotes, are_secret_before_the_run_and_shown_after_it) {
  Frames frames = question();
  frames->obey(frames->press(Key::page_down));
  for (const char32_t key : {U'3', U'7'}) frames->obey(frames->press(key));
  const DrawnFrame asked = frames->settled_frame();
  EXPECT_TRUE(asked.says("••"));
  EXPECT_FALSE(asked.says("37"));
  frames->obey(frames->press(Key::f5));
  frames->play_lesson();
  ASSERT_EQ(frames->lesson_controller().player()->stage(), StepStage::shown);
  const DrawnFrame shown = frames->settled_frame();
  EXPECT_TRUE(shown.says("37"));
  EXPECT_FALSE(shown.says("••"));
}

TEST(LessonVotes, say_how_the_class_did) {
  Frames frames = question();
  const LessonPlayer& player = *frames->lesson_controller().player();
  // As many hands for each choice: whichever is right, the sentence is the same.
  const auto raise_hands = [&](char32_t digit) {
    for (std::size_t i = 0; i < player.step().prediction.front().choices.size(); ++i) {
      frames->obey(frames->press(Key::page_down));
      frames->obey(frames->press(digit));
    }
    frames->obey(frames->press(Key::page_down));
  };
  raise_hands(U'4');
  raise_hands(U'5');
  frames->play_lesson();
  ASSERT_EQ(player.stage(), StepStage::shown);
  ASSERT_GE(player.record().right_choice, 0);
  EXPECT_EQ(player.step().prediction.front().choices.size(), 4U);
  const std::string line = class_text(player);
  EXPECT_EQ(line, "4 of 16 right at first, 5 of 20 after the discussion.");
  EXPECT_TRUE(frames->settled_frame().says("4 of 16 right at first"));
}

TEST(LessonVotes, are_given_and_taken_back_with_the_pointer) {
  Frames frames = question();
  const auto votes = [&] { return frames->lesson_controller().player()->record().votes.front(); };
  for (int clicks = 0; clicks < 2; ++clicks) frames->obey(frames->click("lesson.choice.2"));
  EXPECT_EQ(votes()[1], 2);
  Input right = frames->pointer_on("lesson.choice.2");
  for (const auto kind : {PointerEvent::Kind::press, PointerEvent::Kind::release})
    right.pointer_events.push_back({kind, 1, right.pointer});
  frames->obey(frames->frame(right));
  EXPECT_EQ(votes()[1], 1);
}

/// Whether the middle of the rectangle lies under a half transparent fill.
bool is_veiled(const DrawnFrame& frame, const Rect& rect) {
  return std::any_of(frame.marks.begin(), frame.marks.end(), [&](const CanvasMark& mark) {
    return mark.kind == CanvasMark::Kind::fill && mark.ink.alpha > 0.5F && mark.ink.alpha < 0.7F &&
           mark.place.contains(rect.centre());
  });
}

TEST(LessonCrash, is_marked_before_it_is_shown) {
  Frames frames = question();
  frames->settled_frame();
  const auto place_of = [](const DrawnFrame& frame, const std::string& name) {
    const WidgetRecord* const widget = frame.find_widget(name);
    return widget == nullptr ? Rect{} : widget->rect;
  };
  SlowMotion shown(frames->lanes().model());
  shown.take(CrashRecorded{0, 3, 11, false, 0, 0}, 10);
  frames->slow_motion = &shown;
  const DrawnFrame marked = frames->frame();
  EXPECT_FALSE(is_veiled(marked, place_of(marked, "lane.0.worker.3")));
  for (const char* other : {"lane.0.worker.2", "lane.0.worker.4", "lane.1.worker.3"})
    EXPECT_TRUE(is_veiled(marked, place_of(marked, other))) << other;
  shown.advance(10 + SlowMotion::mark_s);
  const DrawnFrame after = frames->frame();
  EXPECT_FALSE(is_veiled(after, place_of(after, "lane.0.worker.2")));
}

TEST(LessonCrash, is_seen_before_the_verdict) {
  Frames frames = question();
  frames->obey(frames->press(Key::f5));
  frames->play_lesson();
  ASSERT_EQ(frames->lesson_controller().player()->stage(), StepStage::shown);
  EXPECT_NE(frames->settled_frame().find_widget("lesson.answer"), nullptr);
  SlowMotion shown(frames->lanes().model());
  shown.take(CrashRecorded{0, 3, 11, false, 0, 0}, 10);
  frames->slow_motion = &shown;
  const DrawnFrame behind = frames->frame();
  EXPECT_EQ(behind.find_widget("lesson.answer"), nullptr);
  EXPECT_TRUE(behind.says("Slow motion: the machine is"));
  EXPECT_FALSE(behind.says("All but worker 3, in both lanes")) << "it is not asked again";
  EXPECT_EQ(label_of(behind, "lesson.forward"), "skip the slow motion");
  shown.catch_up();
  const DrawnFrame level = frames->frame();
  EXPECT_NE(level.find_widget("lesson.answer"), nullptr);
  EXPECT_FALSE(level.says("Slow motion"));
}

TEST(LessonKeys, of_a_clicker_raise_hands_choice_by_choice) {
  Frames frames = question();
  for (const int choice : {0, 1}) {
    frames->obey(frames->press(Key::page_down));
    frames->play_lesson();
    EXPECT_EQ(frames->lesson_controller().player()->lit_choice(), choice);
    EXPECT_EQ(frames->lesson_controller().player()->stage(), StepStage::asking)
        << "nothing runs before the class has predicted";
  }
}

TEST(LessonVotes, are_kept_when_the_lesson_is_left_and_opened_again) {
  Frames frames = question();
  const LessonController& lessons = frames->lesson_controller();
  const int step = lessons.player()->step_index();
  const auto place = static_cast<std::size_t>(lessons.open_entry() - lessons.lessons().data());
  frames->obey(LessonForward{});
  for (const int digit : {1, 7}) frames->obey(TypeDigit{digit});
  ASSERT_EQ(lessons.player()->record().votes[0][0], 17);
  frames->obey(LeaveLesson{});
  ASSERT_EQ(lessons.player(), nullptr);
  frames->open_lesson(place, step);
  frames->play_lesson();
  EXPECT_EQ(lessons.player()->record().votes[0][0], 17);
}

TEST(LessonKeys, start_the_threads_over_and_the_button_the_step) {
  Frames frames = lesson_at("lost-updates.md", [](const LessonStep& step) {
    return step.view == StepView::interleaving;
  });
  EXPECT_FALSE(asks_lesson<ResetStep>(frames->press(U'r')));
  frames->settled_frame();
  frames->point_at("lesson.forward");  // the buttons come when the pointer moves
  EXPECT_TRUE(asks_lesson<ResetStep>(frames->click("lesson.reset")));
}

/// All words, and where they are.
std::string words_and_places(const DrawnFrame& frame) {
  std::string text;
  for (const CanvasMark& mark : frame.marks) {
    if (mark.kind == CanvasMark::Kind::text)
      text += fmt::format("{:.0f} {:.0f} {}\n", mark.place.x, mark.place.y, mark.whole);
  }
  return text;
}

TEST(LessonPanels, begin_anew_in_another_lesson_at_the_same_step) {
  const auto lesson_list = [] {
    auto frames = std::make_unique<PlaygroundFrames>(shipped_lessons());
    frames->look = {480, 320, 2};
    return frames;
  };
  Frames fresh = lesson_list();
  fresh->open_lesson(1);
  const std::string top = words_and_places(fresh->settled_frame());
  fresh->press(Key::end);
  ASSERT_NE(words_and_places(fresh->settled_frame()), top) << "its words are scrolled";
  Frames frames = lesson_list();
  frames->open_lesson(0);
  frames->settled_frame();
  frames->press(Key::end);
  frames->settled_frame();
  frames->open_lesson(1);
  EXPECT_EQ(words_and_places(frames->settled_frame()), top);
}

// Code that came with a demo.

/// The demo's code, with the question that comes before it runs.
Frames asked_about_code() {
  Frames frames = free_play_demo();
  const DrawnFrame run = frames->click("script.run");
  EXPECT_EQ(find_command<OpenLane>(run), nullptr) << "nothing runs before a person has agreed";
  EXPECT_NE(label_of(frames->settled_frame(), "script.question").find("From elsewhere"),
            std::string::npos);
  return frames;
}

TEST(CodeQuestion, is_agreed_to_by_a_click) {
  Frames frames = asked_about_code();
  const DrawnFrame agreed = frames->click("script.agree");
  const auto* const open = find_command<OpenLane>(agreed);
  ASSERT_NE(open, nullptr);
  EXPECT_EQ(open->code.text, "print(\"it ran\")\n");
  EXPECT_EQ(open->code.origin, CodeOrigin::foreign);
}

TEST(CodeQuestion, is_declined_by_enter_and_escape_unless_the_focus_is_moved) {
  for (const Key key : {Key::enter, Key::escape}) {
    Frames frames = asked_about_code();
    EXPECT_EQ(find_command<OpenLane>(frames->press(key)), nullptr);
    EXPECT_EQ(frames->settled_frame().find_widget("script.agree"), nullptr);
  }
  Frames frames = asked_about_code();
  frames->press(Key::tab);
  frames->frame();
  EXPECT_NE(find_command<OpenLane>(frames->press(Key::enter)), nullptr);
}

TEST(CodeQuestion, has_its_own_keys_on_the_sheet) {
  Frames frames = asked_about_code();
  const DrawnFrame sheet = keys_sheet(*frames);
  EXPECT_TRUE(sheet.says("leave the code: it does not run"));
  EXPECT_FALSE(sheet.says("step: one line, or one task")) << "nothing runs yet";
}

TEST(CodeQuestion, is_asked_again_after_any_change) {
  Frames frames = asked_about_code();
  frames->click("script.decline");
  EXPECT_EQ(frames->settled_frame().find_widget("script.agree"), nullptr);
  frames->click("script.run");
  frames->settled_frame();
  EXPECT_NE(find_command<OpenLane>(frames->click("script.agree")), nullptr);
  frames->settled_frame();
  EXPECT_NE(find_command<OpenLane>(frames->click("script.run")), nullptr) << "they have agreed";
  frames->click("script.code");
  frames->press(Key::page_down);
  frames->press(Key::end);
  frames->type("1");
  EXPECT_EQ(label_of(frames->settled_frame(), "script.code"), "print(\"it ran\")\n1");
  EXPECT_EQ(find_command<OpenLane>(frames->click("script.run")), nullptr);
  EXPECT_NE(frames->settled_frame().find_widget("script.agree"), nullptr);
}

TEST(CodeQuestion, is_asked_when_undo_brings_their_text_back) {
  Frames frames = asked_about_code();
  frames->click("script.decline");
  frames->settled_frame();
  frames->click("script.example");
  EXPECT_EQ(label_of(frames->settled_frame(), "script.code").find("it ran"), std::string::npos);
  frames->click("script.code");
  Input undo;
  undo.keys.push_back({.control = true, .chord = U'z'});
  frames->frame(undo);
  EXPECT_EQ(label_of(frames->settled_frame(), "script.code"), "print(\"it ran\")\n");
  EXPECT_EQ(find_command<OpenLane>(frames->click("script.run")), nullptr);
  EXPECT_NE(frames->settled_frame().find_widget("script.agree"), nullptr);
}

TEST(CodeQuestion, does_not_keep_a_person_from_leaving) {
  Frames frames = asked_about_code();
  EXPECT_TRUE(asks_lesson<LeaveLesson>(frames->click("lesson.leave")));
}

TEST(CodeQuestion, is_gone_with_the_script_view) {
  Frames frames = asked_about_code();
  frames->click("script.close");
  EXPECT_EQ(frames->settled_frame().find_widget("script.code"), nullptr);
  frames->press(U's');
  const DrawnFrame again = frames->settled_frame();
  EXPECT_NE(again.find_widget("script.run"), nullptr);
  EXPECT_EQ(again.find_widget("script.agree"), nullptr);
}

}  // namespace
}  // namespace sharedfate::testing
