// The code editor by itself: typing, the keyboard focus, the pointer, marks.
#include "app/playground/code/code_editor.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "tests/unit/window/recorded_drawing.h"

namespace sharedfate::testing {
namespace {

KeyPress named(Key key, bool shift = false, bool control = false) {
  KeyPress press;
  press.key = key;
  press.shift = shift;
  press.control = control;
  return press;
}
KeyPress chord(char32_t letter, bool shift = false) {
  KeyPress press;
  press.chord = letter;
  press.control = true;
  press.shift = shift;
  return press;
}

/// An editor above a button, with the keyboard focus.
class Editor : public ::testing::Test {
 protected:
  void begin(std::string_view code, CodeMarks marks = {}) {
    marks_ = std::move(marks);
    editor_.set_text(code);
    ui_.set_focus("code");
    frame();
    frame();
  }
  void frame(Input input = {}) {
    constexpr int width = 900, height = 600;
    now_s_ += 1.0 / 60;
    const auto layers = drawing_.begin_frame(width, height, 1);
    Ui::FrameSettings settings;
    settings.screen = {0, 0, width, height};
    settings.motion = false;
    settings.time_s = now_s_;
    ui_.begin_frame(settings, std::move(input), layers.base, layers.overlay);
    Rect place = settings.screen.inset(16);
    const Rect button = place.cut_bottom(40, 12);
    editor_.draw(ui_, place, marks_);
    ui_.button("other", button, "Somewhere else");
    ui_.end_frame();
    drawn_ = drawing_.end_frame();
  }
  void press(std::vector<KeyPress> keys) {
    for (KeyPress& key : keys) {
      Input input;
      input.keys.push_back(key);
      frame(std::move(input));
    }
  }
  void type(std::string_view text) {
    for (const char each : text) {
      KeyPress key;
      key.character = key.shortcut = static_cast<unsigned char>(each);
      if (each == ' ') key = named(Key::space);
      press({key});
    }
  }
  [[nodiscard]] Rect rect_of(std::string_view widget) const {
    for (const WidgetRecord& each : ui_.widgets()) {
      if (each.name == widget) return each.rect;
    }
    return {};
  }
  [[nodiscard]] const std::string& text() const { return editor_.text(); }

  RecordedDrawing drawing_;
  Ui ui_;
  CodeEditor editor_{"code"};
  CodeMarks marks_;
  std::vector<CanvasMark> drawn_;

 private:
  double now_s_ = 1;
};

TEST_F(Editor, indents_and_undoes) {
  begin("");
  type("def f(x):");
  press({named(Key::enter)});
  type("return x");
  press({named(Key::enter)});
  type("f(2)");
  EXPECT_EQ(text(), "def f(x):\n    return x\nf(2)");
  press({chord(U'z'), chord(U'z')});
  EXPECT_EQ(text(), "def f(x):\n    return x");
  press({chord(U'z', true), chord(U'y')});
  EXPECT_EQ(text(), "def f(x):\n    return x\nf(2)");
  press({named(Key::home, false, true), named(Key::down, true), named(Key::down, true),
         named(Key::tab)});
  EXPECT_EQ(text(), "    def f(x):\n        return x\nf(2)");
  press({named(Key::tab, true)});
  EXPECT_EQ(text(), "def f(x):\n    return x\nf(2)");
}

TEST_F(Editor, keeps_tab_until_escape) {
  begin("x");
  press({named(Key::tab)});
  EXPECT_EQ(text(), "    x");
  EXPECT_EQ(ui_.focused(), "code");
  press({named(Key::escape), named(Key::tab)});
  EXPECT_EQ(ui_.focused(), "other");
  press({named(Key::tab, true)});
  EXPECT_EQ(ui_.focused(), "code");
  EXPECT_EQ(text(), "    x");
}

TEST_F(Editor, selects_by_the_pointer_and_types_over) {
  begin("first\nsecond\nthird");
  const Rect code = rect_of("code");
  // From the left end of the first line to beyond the end of the second one.
  const Point from{code.x + 3, code.y + 22}, to{code.x + 500, code.y + 45};
  Input down;
  down.pointer = from;
  down.pointer_inside = true;
  down.pointer_events.push_back({PointerEvent::Kind::press, 0, from});
  frame(down);
  Input move;
  move.pointer = to;
  move.pointer_inside = true;
  frame(move);
  move.pointer_events.push_back({PointerEvent::Kind::release, 0, to});
  frame(move);
  type("x");
  EXPECT_EQ(text(), "x\nthird");
}

std::string many_lines() {
  std::string text;
  for (int line = 0; line < 200; ++line)
    text += (line == 0 ? "line_" : "\nline_") + std::to_string(line) + " = 1";
  return text;
}

TEST_F(Editor, scrolls_to_the_line_of_an_error) {
  begin(many_lines());
  EXPECT_EQ(rect_of("code.error").h, 0);
  begin(many_lines(), {.error_line = 150, .error = "it is wrong"});
  const Rect code = rect_of("code"), error = rect_of("code.error");
  EXPECT_GT(error.h, 10);
  EXPECT_EQ(error.common(code), error) << "the whole error is visible";
  EXPECT_TRUE(std::any_of(drawn_.begin(), drawn_.end(), [](const CanvasMark& mark) {
    return mark.whole.find("it is wrong") != std::string::npos;
  }));
}

TEST_F(Editor, lets_a_listing_be_selected_but_not_edited) {
  begin("x = 1", {.error = {}, .read_only = true});
  const auto fills = [&] {
    return std::count_if(drawn_.begin(), drawn_.end(), [](const CanvasMark& mark) {
      return mark.kind == CanvasMark::Kind::fill;
    });
  };
  const auto before = fills();
  press({named(Key::del)});
  type("a");
  press({chord(U'z'), chord(U'a')});
  EXPECT_EQ(text(), "x = 1");
  EXPECT_GT(fills(), before) << "the selection";
  press({named(Key::tab)});
  EXPECT_EQ(ui_.focused(), "other");
}

}  // namespace
}  // namespace sharedfate::testing
