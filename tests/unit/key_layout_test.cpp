// Shortcuts work on any keyboard layout.
#include <gtest/gtest.h>

#include "app/playground/widgets/key_layout.h"

namespace sharedfate::testing {
namespace {

TEST(Shortcut, is_what_a_key_types_where_that_is_a_latin_letter) {
  EXPECT_EQ(shortcut_of(U'a', {U'a', U'q'}), U'a') << "French: its letters are elsewhere";
  EXPECT_EQ(shortcut_of(U'z', {U'z', U'y'}), U'z') << "German";
  EXPECT_EQ(shortcut_of(U'R', {U'r', U'R'}), U'R');
}

TEST(Shortcut, is_the_place_of_a_key_that_types_other_letters_than_latin_ones) {
  EXPECT_EQ(shortcut_of(U'к', {U'к', U'r'}), U'r') << "Cyrillic";
  EXPECT_EQ(shortcut_of(U'К', {U'к', U'R'}), U'R') << "with Shift";
  EXPECT_EQ(shortcut_of(U'ρ', {U'ρ', U'r'}), U'r') << "Greek";
  EXPECT_EQ(shortcut_of(U'х', {U'х', U'['}), U'[') << "Cyrillic";
  EXPECT_EQ(shortcut_of(U'Б', {U'б', U'<'}), U'<') << "Cyrillic, with Shift";
  EXPECT_EQ(shortcut_of(U'字', {}), U'字') << "an input method types without a key";
}

TEST(Shortcut, is_a_digit_where_digits_need_shift) {
  EXPECT_EQ(shortcut_of(U'&', {U'&', U'1'}), U'1') << "French";
  EXPECT_EQ(shortcut_of(U'é', {U'é', U'2'}), U'2');
  EXPECT_EQ(shortcut_of(U'É', {U'é', U'2'}), U'2') << "with Caps Lock";
  EXPECT_EQ(shortcut_of(U'(', {U'(', U'5'}), U'5');
  EXPECT_EQ(shortcut_of(U'3', {U'"', 0}), U'3') << "with Shift";
}

TEST(Shortcut, is_no_digit_where_shift_types_a_sign) {
  EXPECT_EQ(shortcut_of(U'!', {U'1', 0}), U'!') << "US";
  EXPECT_EQ(shortcut_of(U'£', {U'3', 0}), U'£') << "British";
}

TEST(Shortcut, is_a_sign_that_means_something_itself) {
  EXPECT_EQ(shortcut_of(U'-', {U'-', U'6'}), U'-') << "French: smaller text, and no vote";
  EXPECT_EQ(shortcut_of(U'=', {U'0', 0}), U'=') << "German, with Shift";
  EXPECT_EQ(shortcut_of(U'?', {U'ß', 0}), U'?') << "German, with Shift";
}

TEST(Shortcut, is_not_what_alt_gr_types) {
  EXPECT_EQ(shortcut_of(U'{', {U'7', U'7'}), U'{') << "German";
  EXPECT_EQ(shortcut_of(U'€', {U'e', U'e'}), U'€');
  EXPECT_EQ(shortcut_of(U'ę', {U'e', U'e'}), U'ę') << "Polish";
}

TEST(Shortcut, is_no_sign_of_a_us_keyboard_where_a_latin_letter_is) {
  EXPECT_EQ(shortcut_of(U'ß', {U'ß', U'-'}), U'ß') << "German";
  EXPECT_EQ(shortcut_of(U'ü', {U'ü', U'['}), U'ü') << "German";
}

}  // namespace
}  // namespace sharedfate::testing
