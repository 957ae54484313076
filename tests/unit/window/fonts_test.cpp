// Fonts in an atlas without a window: which characters are drawn.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <imgui.h>

#include <string>
#include <string_view>

#include "app/playground/draw/fonts.h"

namespace sharedfate::testing {
namespace {

bool draws(const FontSet& fonts, TextRole role, char32_t character) {
  return fonts.font(role)->FindGlyphNoFallback(static_cast<ImWchar>(character)) != nullptr;
}

// GoogleTest prints no char32_t.
std::string number(char32_t character) {
  return fmt::format("U+{:04X}", static_cast<unsigned>(character));
}

class Fonts : public ::testing::Test {
 protected:
  Fonts() { fonts_.build(files_, 1); }

  FontFiles files_ = find_font_files();
  FontSet fonts_;
};

TEST_F(Fonts, draw_latin_letters_and_the_signs_of_sentences_at_once) {
  fonts_.want("Straße, façade … “→”");
  EXPECT_FALSE(fonts_.stale());
  constexpr std::u32string_view drawn = U"aZ5ßç";
  for (const char32_t character : drawn)
    EXPECT_TRUE(draws(fonts_, TextRole::body, character)) << number(character);
}

TEST_F(Fonts, draw_letters_of_other_languages_once_they_are_wanted) {
  constexpr std::u32string_view wanted = U"żółćąęśźńłŁΕληνικάДобрый┌─│╎▒";
  fonts_.want("zażółć gęślą jaźń, Łódź; Ελληνικά; Добрый; ┌─│╎▒");
  EXPECT_TRUE(fonts_.stale());
  fonts_.build(files_, 1);
  EXPECT_FALSE(fonts_.stale());
  int drawn = 0;
  for (const char32_t character : wanted) {
    // What no font of this computer has stays a question mark.
    if (find_face_with({character}) == nullptr) continue;
    ++drawn;
    EXPECT_TRUE(draws(fonts_, TextRole::body, character)) << number(character);
    EXPECT_TRUE(draws(fonts_, TextRole::figure, character)) << number(character);
  }
  EXPECT_GT(drawn, 10);
  fonts_.want("zażółć");
  EXPECT_FALSE(fonts_.stale()) << "it has them";
  fonts_.build(files_, 1.5F);
  EXPECT_TRUE(draws(fonts_, TextRole::body, U'ż')) << "in another size, too";
}

TEST_F(Fonts, ignore_what_is_no_text) {
  fonts_.want("\xE2\x80\xAE");      // U+202E: text runs from right to left
  fonts_.want("\xFF\xFE\x80");      // no UTF-8
  fonts_.want("\xF0\x9F\x98\x80");  // U+1F600: more than a glyph's number can hold
  EXPECT_FALSE(fonts_.stale());
}

TEST_F(Fonts, have_a_limit) {
  std::string text;
  for (unsigned c = 0x4E00; c < 0x9000; ++c) {
    text += static_cast<char>(0xE0U | (c >> 12U));
    text += static_cast<char>(0x80U | ((c >> 6U) & 0x3FU));
    text += static_cast<char>(0x80U | (c & 0x3FU));
  }
  fonts_.want(text);
  fonts_.build(files_, 1);
  fonts_.want(text);
  EXPECT_FALSE(fonts_.stale()) << "it wants no more of them";
}

}  // namespace
}  // namespace sharedfate::testing
