// Shortcuts work on any keyboard layout.
#include <gtest/gtest.h>

#include "app/playground/draw/key_layout.h"

namespace sharedfate::testing {
namespace {

TEST(Shortcut, is_what_a_key_types_where_that_is_a_latin_letter) {
  EXPECT_EQ(shortcut_of(U'a', U'q'), U'a') << "French: its letters are elsewhere";
  EXPECT_EQ(shortcut_of(U'z', U'y'), U'z') << "German";
  EXPECT_EQ(shortcut_of(U'R', U'r'), U'R');
}

TEST(Shortcut, is_the_place_of_a_key_that_types_no_latin_letter) {
  EXPECT_EQ(shortcut_of(U'к', U'r'), U'r') << "Cyrillic";
  EXPECT_EQ(shortcut_of(U'ρ', U'r'), U'r') << "Greek";
  EXPECT_EQ(shortcut_of(U'х', U'['), U'[') << "Cyrillic";
  EXPECT_EQ(shortcut_of(U'к', 0), U'к') << "an input method types without a key";
}

TEST(Shortcut, is_a_digit_where_digits_need_shift) {
  EXPECT_EQ(shortcut_of(U'&', U'1'), U'1') << "French";
  EXPECT_EQ(shortcut_of(U'é', U'2'), U'2');
  EXPECT_EQ(shortcut_of(U'(', U'5'), U'5');
  EXPECT_EQ(shortcut_of(U'3', U'3'), U'3') << "with shift";
}

TEST(Shortcut, is_a_sign_that_means_something_itself) {
  EXPECT_EQ(shortcut_of(U'-', U'6'), U'-') << "French: smaller text, and no vote";
  EXPECT_EQ(shortcut_of(U'=', U'0'), U'=') << "German, with shift";
  EXPECT_EQ(shortcut_of(U'−', U'-'), U'−');
  EXPECT_EQ(shortcut_of(U'?', U'-'), U'?') << "German";
}

}  // namespace
}  // namespace sharedfate::testing
