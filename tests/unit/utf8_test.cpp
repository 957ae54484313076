#include "core/base/utf8.h"

#include <gtest/gtest.h>

#include "core/base/shell_word.h"

namespace sharedfate {
namespace {

TEST(HarmlessText, KeepsWhatPrints) {
  EXPECT_EQ(harmless_text("naïve — 数\n\tdone"), "naïve — 数\n\tdone");
  EXPECT_EQ(harmless_text(""), "");
}

TEST(HarmlessText, SpeaksToNoTerminal) {
  EXPECT_EQ(harmless_text("\x1B[2Jgone\a\r"), "?[2Jgone??");
  EXPECT_EQ(harmless_text(std::string_view("a\0b", 3)), "a?b");
  EXPECT_EQ(harmless_text("\u202Eevil\u202C"), "?evil?") << "no text is turned around";
  EXPECT_EQ(harmless_text("a\u200Fb\u061Cc"), "a?b?c");
  EXPECT_EQ(harmless_text("a\u2028b\u2029c"), "a?b?c") << "a line ends at a line feed only";
  EXPECT_EQ(harmless_text("a\U000E0041b"), "a?b") << "an invisible character";
}

TEST(HarmlessText, ReplacesEachByteThatIsNoUtf8) {
  EXPECT_EQ(harmless_text("\xFF\xFE"), "??");
  EXPECT_EQ(harmless_text("cut \xE6\x95"), "cut ??")
      << "a character that the array has no room for";
  EXPECT_EQ(harmless_text("\xC0\x80"), "??") << "overlong";
  EXPECT_EQ(harmless_text("\xED\xA0\x80"), "???") << "a surrogate";
  EXPECT_EQ(harmless_text("\xF4\x90\x80\x80"), "????") << "beyond Unicode";
}

TEST(ShellWord, IsOneWordToAShell) {
  EXPECT_EQ(shell_word("python-pool:3:start=spawn"), "python-pool:3:start=spawn");
  EXPECT_EQ(shell_word("python-threads:2:python=p y;id"), "'python-threads:2:python=p y;id'");
  EXPECT_EQ(shell_word("it's"), R"('it'\''s')");
  EXPECT_EQ(shell_word("$(id)`id`"), "'$(id)`id`'");
  EXPECT_EQ(shell_word(""), "''");
}

TEST(OneHarmlessLine, HasNoEndOfLine) {
  EXPECT_TRUE(is_one_harmless_line("two words"));
  EXPECT_FALSE(is_one_harmless_line("two\nlines"));
  EXPECT_FALSE(is_one_harmless_line("\x1B[2J"));
}

}  // namespace
}  // namespace sharedfate
