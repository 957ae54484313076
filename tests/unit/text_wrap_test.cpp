#include "core/base/text_wrap.h"

#include <gtest/gtest.h>

namespace sharedfate {
namespace {

using Lines = std::vector<std::string>;

TEST(TextWrap, NoLineIsLongerThanThereIsRoom) {
  EXPECT_EQ(wrap_text("one two three", 7), (Lines{"one two", "three"}));
  EXPECT_EQ(wrap_text("one two three", 8, "  "), (Lines{"  one", "  two", "  three"}));
  EXPECT_EQ(wrap_text("one two three", 80), Lines{"one two three"});
}

TEST(TextWrap, ALongWordIsBroken) {
  EXPECT_EQ(wrap_text("a /proc/self/status b", 6), (Lines{"a", "/proc/", "self/s", "tatus", "b"}));
  EXPECT_EQ(wrap_text("123456", 3), (Lines{"123", "456"}));
}

TEST(TextWrap, CharactersCountAndNotBytes) {
  EXPECT_EQ(wrap_text("T3 → T4 → T3", 12), Lines{"T3 → T4 → T3"});
  EXPECT_EQ(wrap_text("→→→→", 3), (Lines{"→→→", "→"}));
}

TEST(TextWrap, SeveralSpacesAreOneAndNothingIsALine) {
  EXPECT_EQ(wrap_text("  a   b ", 80), Lines{"a b"});
  EXPECT_EQ(wrap_text("", 80, "  "), Lines{"  "});
}

}  // namespace
}  // namespace sharedfate
