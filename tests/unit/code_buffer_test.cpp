#include "app/playground/code/code_buffer.h"

#include <gtest/gtest.h>

#include <string>

namespace sharedfate {
namespace {

void type_all(CodeBuffer& buffer, std::string_view keys) {
  for (const char key : keys) {
    if (key == '\n')
      buffer.new_line();
    else
      buffer.type(std::string(1, key));
  }
}

TEST(CodeBuffer, holds_what_was_set_byte_for_byte) {
  for (const std::string text : {"", "\n", "a\r\n\tb\n", "ü\n\nx", "no end"}) {
    EXPECT_EQ(CodeBuffer(text).text(), text);
  }
  const CodeBuffer buffer("one\ntwo\n");
  ASSERT_EQ(buffer.line_count(), 3u);
  EXPECT_EQ(buffer.line(1), "two");
  EXPECT_EQ(buffer.line(2), "");
}

TEST(CodeBuffer, indents_as_the_code_asks_while_it_is_typed) {
  CodeBuffer buffer;
  type_all(buffer, "def square(x):  # so:\nif x:\nreturn x\npass");
  EXPECT_EQ(buffer.text(), "def square(x):  # so:\n    if x:\n        return x\n    pass");
  CodeBuffer quoted("x = '''\n  text:");
  quoted.move(CodeMotion::text_end, false);
  quoted.new_line();
  EXPECT_EQ(quoted.text(), "x = '''\n  text:\n  ") << "a colon in a string opens no block";
}

TEST(CodeBuffer, tab_goes_to_the_next_stop_and_indents_what_is_selected) {
  CodeBuffer buffer("ab\n\n  cd\nef");
  buffer.place_caret({0, 1}, false);
  EXPECT_TRUE(buffer.indent_more());
  EXPECT_EQ(buffer.line(0), "a   b");
  EXPECT_TRUE(buffer.undo());
  buffer.place_caret({0, 0}, false);
  buffer.place_caret({3, 0}, true);
  EXPECT_TRUE(buffer.indent_more());
  EXPECT_EQ(buffer.text(), "    ab\n\n      cd\nef") << "not the line at whose begin it ends";
  EXPECT_TRUE(buffer.indent_less());
  EXPECT_TRUE(buffer.indent_less());
  EXPECT_EQ(buffer.text(), "ab\n\ncd\nef");
  EXPECT_FALSE(buffer.indent_less());
}

TEST(CodeBuffer, taking_an_indentation_back_keeps_the_caret_at_its_character) {
  CodeBuffer buffer("        return");
  buffer.place_caret({0, 10}, false);
  EXPECT_TRUE(buffer.indent_less());
  EXPECT_EQ(buffer.caret(), (CodePlace{0, 6}));
  CodeBuffer tabbed("\tx");
  EXPECT_TRUE(tabbed.indent_less());
  EXPECT_EQ(tabbed.text(), "x");
}

TEST(CodeBuffer, backspace_takes_an_indentation_as_a_whole) {
  CodeBuffer buffer("      x");
  buffer.place_caret({0, 6}, false);
  EXPECT_TRUE(buffer.erase_backward(false));
  EXPECT_EQ(buffer.text(), "    x");
  EXPECT_TRUE(buffer.erase_backward(false));
  EXPECT_EQ(buffer.text(), "x");
  EXPECT_FALSE(buffer.erase_backward(false)) << "there is nothing before";
  buffer.move(CodeMotion::text_end, false);
  EXPECT_FALSE(buffer.erase_forward(true)) << "nor after";
}

TEST(CodeBuffer, undoes_word_by_word_and_redoes) {
  CodeBuffer buffer;
  type_all(buffer, "one two");
  EXPECT_TRUE(buffer.undo());
  EXPECT_EQ(buffer.text(), "one ");
  EXPECT_TRUE(buffer.undo());
  EXPECT_TRUE(buffer.undo());
  EXPECT_EQ(buffer.text(), "");
  EXPECT_FALSE(buffer.undo());
  EXPECT_TRUE(buffer.redo());
  EXPECT_TRUE(buffer.redo());
  EXPECT_TRUE(buffer.redo());
  EXPECT_EQ(buffer.text(), "one two");
  EXPECT_FALSE(buffer.redo());
  buffer.undo();
  buffer.type("x");
  EXPECT_EQ(buffer.text(), "one x");
  EXPECT_FALSE(buffer.redo()) << "another future has begun";
}

TEST(CodeBuffer, a_word_typed_elsewhere_is_a_step_of_its_own) {
  CodeBuffer buffer("ab");
  buffer.type("x");
  buffer.move(CodeMotion::text_end, false);
  buffer.type("y");
  EXPECT_EQ(buffer.text(), "xaby");
  EXPECT_TRUE(buffer.undo());
  EXPECT_EQ(buffer.text(), "xab");
}

TEST(CodeBuffer, undo_brings_the_selection_back) {
  CodeBuffer buffer("one two");
  buffer.place_caret({0, 4}, false);
  buffer.select_word();
  EXPECT_EQ(buffer.selected(), "two");
  buffer.type("x");
  EXPECT_EQ(buffer.text(), "one x");
  buffer.undo();
  EXPECT_EQ(buffer.selected(), "two");
}

TEST(CodeBuffer, remembers_so_many_steps_and_no_more) {
  CodeBuffer buffer;
  for (std::size_t i = 0; i < CodeBuffer::history_max + 50; ++i) buffer.new_line();
  std::size_t steps = 0;
  while (buffer.undo()) ++steps;
  EXPECT_EQ(steps, CodeBuffer::history_max);
  EXPECT_EQ(buffer.text(), std::string(50, '\n'));
}

TEST(CodeBuffer, moves_by_characters_words_and_lines) {
  CodeBuffer buffer("fü = bar(x)\n    y");
  buffer.move(CodeMotion::right, false);
  buffer.move(CodeMotion::right, false);
  EXPECT_EQ(buffer.caret(), (CodePlace{0, 3})) << "ü has two bytes";
  buffer.move(CodeMotion::left, false);
  EXPECT_EQ(buffer.caret(), (CodePlace{0, 1}));
  buffer.move(CodeMotion::text_begin, false);
  std::string stops;
  for (int i = 0; i < 7; ++i) {
    buffer.move(CodeMotion::word_right, false);
    stops += std::to_string(buffer.caret().line) + ':' + std::to_string(buffer.caret().byte) + ' ';
  }
  EXPECT_EQ(stops, "0:4 0:6 0:9 0:10 0:11 0:12 1:0 ");
  buffer.move(CodeMotion::word_left, false);
  buffer.move(CodeMotion::word_left, false);
  EXPECT_EQ(buffer.caret(), (CodePlace{0, 11}));
  buffer.place_caret({1, 5}, false);
  buffer.move(CodeMotion::line_begin, false);
  EXPECT_EQ(buffer.caret(), (CodePlace{1, 4}));
  buffer.move(CodeMotion::line_begin, false);
  EXPECT_EQ(buffer.caret(), (CodePlace{1, 0}));
}

TEST(CodeBuffer, up_and_down_keep_to_the_column_past_shorter_lines) {
  CodeBuffer buffer("long line\nx\nlong line");
  buffer.place_caret({0, 7}, false);
  buffer.move(CodeMotion::down, false);
  EXPECT_EQ(buffer.caret(), (CodePlace{1, 1}));
  buffer.move(CodeMotion::down, false);
  EXPECT_EQ(buffer.caret(), (CodePlace{2, 7}));
  buffer.move(CodeMotion::down, false);
  EXPECT_EQ(buffer.caret(), (CodePlace{2, 9})) << "to the end, where there is no further line";
  buffer.move_lines(-20, true);
  EXPECT_EQ(buffer.caret(), (CodePlace{0, 0}));
  EXPECT_EQ(buffer.selected(), buffer.text());
}

TEST(CodeBuffer, an_arrow_leaves_a_selection_at_its_side) {
  CodeBuffer buffer("abcdef");
  buffer.place_caret({0, 4}, false);
  buffer.place_caret({0, 2}, true);
  buffer.move(CodeMotion::right, false);
  EXPECT_EQ(buffer.caret(), (CodePlace{0, 4}));
  buffer.select_all();
  buffer.move(CodeMotion::left, false);
  EXPECT_EQ(buffer.caret(), (CodePlace{0, 0}));
  EXPECT_FALSE(buffer.has_selection());
}

TEST(CodeBuffer, what_is_pasted_is_cleaned_and_replaces_the_selection) {
  CodeBuffer buffer("abc");
  buffer.place_caret({0, 1}, false);
  buffer.place_caret({0, 2}, true);
  EXPECT_TRUE(buffer.insert("x\ty\r\n\tz\x1b[0m"));
  EXPECT_EQ(buffer.text(), "ax  y\n    z[0mc");
  EXPECT_EQ(buffer.caret(), (CodePlace{1, 8}));
}

TEST(CodeBuffer, refuses_what_would_be_too_long_as_a_whole) {
  CodeBuffer buffer("abc");
  EXPECT_FALSE(buffer.insert(std::string(CodeBuffer::bytes_max, 'x')));
  EXPECT_EQ(buffer.text(), "abc");
  EXPECT_FALSE(buffer.undo()) << "nothing happened";
}

TEST(CodeBuffer, cuts_a_text_that_is_too_long_between_two_characters) {
  const std::string fits(CodeBuffer::bytes_max - 1, 'x');
  EXPECT_EQ(CodeBuffer(fits + "ż").text(), fits);
  EXPECT_EQ(CodeBuffer(fits + "xż").text(), fits + "x");
}

TEST(CodeBuffer, knows_in_each_moment_where_its_text_came_from) {
  CodeBuffer buffer;
  buffer.set_text("theirs", "A demo");
  buffer.type("x");
  EXPECT_EQ(buffer.brought_by(), "A demo") << "edited, it is still theirs";
  EXPECT_TRUE(buffer.replace_text("own"));
  EXPECT_EQ(buffer.brought_by(), "");
  buffer.type("y");
  buffer.undo();
  EXPECT_EQ(buffer.text(), "own");
  EXPECT_EQ(buffer.brought_by(), "");
  buffer.undo();
  EXPECT_EQ(buffer.text(), "xtheirs");
  EXPECT_EQ(buffer.brought_by(), "A demo");
  buffer.redo();
  EXPECT_EQ(buffer.brought_by(), "");
  EXPECT_FALSE(buffer.replace_text(std::string(CodeBuffer::bytes_max + 1, 'x')));
  buffer.undo();
  EXPECT_FALSE(buffer.replace_text(std::string(CodeBuffer::bytes_max + 1, 'x')));
  EXPECT_EQ(buffer.brought_by(), "A demo") << "their text is still there";
}

TEST(CodeBuffer, counts_tabs_and_characters_in_cells) {
  EXPECT_EQ(CodeBuffer::cell_of("\tx", 1), 4u);
  EXPECT_EQ(CodeBuffer::cell_of("ab\tx", 3), 4u);
  EXPECT_EQ(CodeBuffer::cell_of("üx", 2), 1u);
  EXPECT_EQ(CodeBuffer::byte_at("\tx", 1.9), 0u);
  EXPECT_EQ(CodeBuffer::byte_at("\tx", 2.1), 1u);
  EXPECT_EQ(CodeBuffer::byte_at("üx", 0.6), 2u);
  EXPECT_EQ(CodeBuffer::byte_at("ab", 99), 2u);
}

TEST(CodeBuffer, gives_two_cells_to_characters_that_are_twice_as_wide) {
  EXPECT_EQ(CodeBuffer::cell_of("日本x", 6), 4u);
  EXPECT_EQ(CodeBuffer::cell_of("ｘ한x", 6), 4u);
  EXPECT_EQ(CodeBuffer::cell_of("жα│x", 7), 3u);
  EXPECT_EQ(CodeBuffer::cell_of("日\tx", 4), 4u);
  EXPECT_EQ(CodeBuffer::byte_at("日本", 0.9), 0u);
  EXPECT_EQ(CodeBuffer::byte_at("日本", 1.1), 3u);
  EXPECT_EQ(CodeBuffer::cell_of("\xFF\xE6x", 3), 3u) << "bytes that are no UTF-8";
  CodeBuffer buffer;
  EXPECT_TRUE(buffer.insert("日\tx"));
  EXPECT_EQ(buffer.text(), "日  x");
}

/// Random edits: caret and selection stay between characters, and undo leads back to the first
/// text.
TEST(CodeBuffer, holds_for_any_row_of_edits) {
  const std::string begin = "def f(x):\n    return 'ü' + x\n";
  CodeBuffer buffer(begin);
  std::uint32_t seed = 99;
  for (int i = 0; i < 150; ++i) {
    seed = seed * 1664525 + 1013904223;
    const std::uint32_t choice = (seed >> 16U) % 12, select = (seed >> 28U) % 2;
    if (choice < 3) buffer.type(choice == 0 ? "ü" : choice == 1 ? " " : "(");
    if (choice == 3) buffer.new_line();
    if (choice == 4) buffer.erase_backward(select == 1);
    if (choice == 5) buffer.erase_forward(select == 1);
    if (choice == 6) buffer.indent_more();
    if (choice == 7) buffer.indent_less();
    if (choice == 8) buffer.insert("a\n\tb");
    if (choice >= 9) buffer.move(static_cast<CodeMotion>((seed >> 20U) % 10), select == 1);
    const auto [from, to] = buffer.selection();
    for (const CodePlace place : {from, to}) {
      ASSERT_LT(place.line, buffer.line_count());
      const std::string_view line = buffer.line(place.line);
      ASSERT_LE(place.byte, line.size());
      ASSERT_TRUE(place.byte == line.size() || (line[place.byte] & 0xC0) != 0x80);
    }
  }
  while (buffer.undo()) {
  }
  EXPECT_EQ(buffer.text(), begin);
}

}  // namespace
}  // namespace sharedfate
