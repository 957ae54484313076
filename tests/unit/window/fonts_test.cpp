// Fonts in an atlas without a window: which characters are drawn.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <imgui.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "app/playground/draw/fonts.h"
#include "core/base/usual_characters.h"
#include "core/base/utf8.h"

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
  fonts_.note_drawn("Straße, façade … “→”");
  EXPECT_FALSE(fonts_.stale());
  constexpr std::u32string_view drawn = U"aZ5ßç";
  for (const char32_t character : drawn)
    EXPECT_TRUE(draws(fonts_, TextRole::body, character)) << number(character);
}

TEST_F(Fonts, draw_letters_of_other_languages_after_the_next_build) {
  constexpr std::u32string_view letters = U"żółćęŁΕληνιάДобрый┌─│";
  fonts_.note_drawn("żółćęŁ Ελληνιά Добрый ┌─│");
  EXPECT_TRUE(fonts_.stale());
  fonts_.build(files_, 1);
  EXPECT_FALSE(fonts_.stale());
  // The fonts that the app comes with or recommends have all of these.
  for (const TextRole role : {TextRole::body, TextRole::heading, TextRole::figure}) {
    for (const char32_t letter : letters)
      EXPECT_TRUE(draws(fonts_, role, letter)) << number(letter);
  }
  fonts_.begin_frame();
  fonts_.note_drawn("żółć");
  EXPECT_FALSE(fonts_.stale()) << "it has them";
  fonts_.build(files_, 1.5F);
  EXPECT_TRUE(draws(fonts_, TextRole::body, U'ż')) << "in another size, too";
}

TEST_F(Fonts, have_whole_cells_in_every_script_where_columns_are_aligned) {
  constexpr std::u32string_view characters = U"żЖΩ│✓☃日本語한";
  fonts_.note_drawn("żЖΩ│✓☃日本語한");
  fonts_.build(files_, 1.3F);
  for (const TextRole role : {TextRole::figure, TextRole::figure_large, TextRole::figure_small}) {
    const ImFont& font = *fonts_.font(role);
    const float cell = font.GetCharAdvance('0');
    for (const char32_t c : characters) {
      EXPECT_EQ(font.GetCharAdvance(static_cast<ImWchar>(c)),
                cell * static_cast<float>(cells_of(c)))
          << number(c);
    }
    EXPECT_EQ(font.GetCharAdvance('\t'), 4 * cell);
  }
}

TEST_F(Fonts, find_the_letters_of_several_scripts_in_other_faces) {
  FontFiles none;  // as on a computer with none of the usual fonts
  FontSet fonts;
  fonts.note_drawn("żДΕ");
  fonts.build(none, 1);
  ASSERT_FALSE(none.others.empty());
  for (const char32_t letter : {U'ż', U'Д', U'Ε'})
    EXPECT_TRUE(draws(fonts, TextRole::heading, letter)) << number(letter);
  const std::size_t found = none.others.size();
  fonts.begin_frame();
  fonts.note_drawn("łЖΩ");
  fonts.build(none, 1);
  EXPECT_TRUE(draws(fonts, TextRole::heading, U'Ж'));
  EXPECT_EQ(none.others.size(), found) << "these faces have them";
}

TEST_F(Fonts, do_without_what_is_no_font) {
  const FontBytes rubbish = std::make_shared<const std::vector<char>>(5000, 'x');
  EXPECT_FALSE(FontFace(rubbish).usable());
  EXPECT_FALSE(FontFace(nullptr).usable());
  EXPECT_FALSE(FontFace(files_.signs, 7).usable()) << "the file has one face";
  const FontFace signs(files_.signs);
  EXPECT_TRUE(signs.usable());
  EXPECT_TRUE(signs.has(U'→'));
  EXPECT_FALSE(signs.has(U'字'));
}

TEST_F(Fonts, ignore_what_is_no_text) {
  fonts_.note_drawn("\xE2\x80\xAE");  // U+202E: text runs from right to left
  fonts_.note_drawn("\xFF\xFE\x80");  // no UTF-8
  EXPECT_FALSE(fonts_.stale());
}

std::string chinese(unsigned first, unsigned count) {
  std::string text;
  for (unsigned c = first; c < first + count; ++c) text += encode_utf8(c);
  return text;
}

TEST_F(Fonts, have_as_many_characters_as_fit_and_new_ones_in_the_next_frame) {
  constexpr unsigned most = FontSet::wanted_max;
  fonts_.note_drawn(chinese(0x4E00, 3 * most));
  EXPECT_TRUE(fonts_.stale());
  fonts_.build(files_, 1);
  fonts_.begin_frame();
  fonts_.note_drawn(chinese(0x4E00, 3 * most));
  EXPECT_FALSE(fonts_.stale()) << "it has the first of them, and no room for more";
  fonts_.begin_frame();
  fonts_.note_drawn("ż");
  EXPECT_TRUE(fonts_.stale());
  fonts_.build(files_, 1);
  EXPECT_FALSE(fonts_.stale());
  EXPECT_TRUE(draws(fonts_, TextRole::body, U'ż'));
}

}  // namespace
}  // namespace sharedfate::testing
