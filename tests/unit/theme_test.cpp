#include "app/playground/draw/theme.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace sharedfate {
namespace {

constexpr std::array themes{ThemeName::dark, ThemeName::light};
constexpr std::array grounds{Tone::background, Tone::panel, Tone::raised};
constexpr std::array texts{Tone::text, Tone::muted, Tone::threads, Tone::processes, Tone::serial,
                           Tone::done, Tone::lost,  Tone::failed,  Tone::running,   Tone::queued};
constexpr std::array states{Tone::done, Tone::lost, Tone::failed, Tone::running, Tone::queued};
constexpr std::array visions{Vision::full, Vision::deuteranopia, Vision::protanopia,
                             Vision::tritanopia, Vision::grey};

std::string where(ThemeName theme, Tone first, Tone second) {
  return std::string(theme_word(theme)) + " theme, tones " +
         std::to_string(static_cast<int>(first)) + " and " +
         std::to_string(static_cast<int>(second));
}

TEST(Contrast, KnownPairsHaveTheRatioOfTheStandard) {
  EXPECT_DOUBLE_EQ(contrast_ratio(0x000000, 0xFFFFFF), 21.0);
  EXPECT_DOUBLE_EQ(contrast_ratio(0x336699, 0x336699), 1.0);
  EXPECT_NEAR(contrast_ratio(0x777777, 0xFFFFFF), 4.48, 0.01);
  EXPECT_DOUBLE_EQ(contrast_ratio(0x123456, 0xFEDCBA), contrast_ratio(0xFEDCBA, 0x123456));
}

TEST(Theme, EveryTextToneIsReadableOnEveryGround) {
  for (const ThemeName theme : themes) {
    for (const Tone text : texts) {
      for (const Tone ground : grounds) {
        const Palette& colours = palette(theme);
        EXPECT_GE(contrast_ratio(colours.tone(text), colours.tone(ground)), 7.0)
            << where(theme, text, ground);
      }
    }
  }
}

TEST(Theme, ButtonTextIsReadableOnThePrimaryButton) {
  for (const ThemeName theme : themes) {
    EXPECT_GE(
        contrast_ratio(palette(theme).tone(Tone::background), palette(theme).tone(Tone::text)),
        7.0);
  }
}

TEST(Theme, AFillIsSeenOnItsGroundOrHasAnOutlineThatIs) {
  for (const ThemeName theme : themes) {
    for (const Tone state : states) {
      const Palette& colours = palette(theme);
      const double fill = contrast_ratio(colours.fill(state), colours.tone(Tone::panel));
      const double outline = contrast_ratio(colours.tone(state), colours.tone(Tone::panel));
      EXPECT_GE(std::max(fill, outline), 3.0) << where(theme, state, Tone::panel);
    }
  }
}

TEST(Theme, EveryStateHasASecondSignOfItsOwn) {
  for (const Tone first : states) {
    EXPECT_NE(second_sign(first), SecondSign::none);
    for (const Tone second : states) {
      if (first != second) {
        EXPECT_NE(second_sign(first), second_sign(second)) << where(ThemeName::dark, first, second);
      }
    }
  }
}

// Two states may look alike with some kinds of colour vision; then their signs have to differ. For
// full colour vision, and for done against lost under each colour vision deficiency, the colours
// alone must differ.
TEST(Theme, StatesAreToldApartByColourWhereColourIsSeen) {
  constexpr double clearly_different = 10;
  for (const ThemeName theme : themes) {
    for (const Tone first : states) {
      for (const Tone second : states) {
        if (first >= second) continue;
        EXPECT_GE(colour_distance(palette(theme).fill(first), palette(theme).fill(second)),
                  clearly_different)
            << where(theme, first, second);
      }
    }
    for (const Vision vision : {Vision::deuteranopia, Vision::protanopia, Vision::tritanopia}) {
      const Rgb done = seen_with(vision, palette(theme).fill(Tone::done));
      const Rgb lost = seen_with(vision, palette(theme).fill(Tone::lost));
      EXPECT_GE(colour_distance(done, lost), clearly_different)
          << theme_word(theme) << ", vision " << static_cast<int>(vision);
    }
  }
}

TEST(Theme, WhateverTheEyesNoTwoStatesShareBothColourAndSign) {
  constexpr double just_noticeable = 2.3;
  for (const ThemeName theme : themes) {
    for (const Vision vision : visions) {
      for (const Tone first : states) {
        for (const Tone second : states) {
          if (first >= second) continue;
          const double distance = colour_distance(seen_with(vision, palette(theme).fill(first)),
                                                  seen_with(vision, palette(theme).fill(second)));
          EXPECT_TRUE(distance >= just_noticeable || second_sign(first) != second_sign(second))
              << where(theme, first, second) << ", vision " << static_cast<int>(vision);
        }
      }
    }
  }
}

TEST(Vision, GreyKeepsLuminanceAndNothingElse) {
  for (const Rgb colour : {0xFF0000U, 0x00FF00U, 0x336699U}) {
    const Rgb grey = seen_with(Vision::grey, colour);
    EXPECT_EQ(grey >> 16, (grey >> 8) & 0xFFU);
    EXPECT_EQ(grey >> 16, grey & 0xFFU);
    EXPECT_NEAR(contrast_ratio(grey, 0x000000), contrast_ratio(colour, 0x000000), 0.1);
  }
}

TEST(Vision, NeutralColoursStayWhatTheyAre) {
  for (const Vision vision : visions) {
    EXPECT_LT(colour_distance(seen_with(vision, 0x808080), 0x808080), 1.0)
        << static_cast<int>(vision);
    EXPECT_LT(colour_distance(seen_with(vision, 0xFFFFFF), 0xFFFFFF), 1.0)
        << static_cast<int>(vision);
  }
}

TEST(Vision, RedAndGreenComeNearerWithoutTheirCones) {
  const double full = colour_distance(0xC04040, 0x60A040);
  EXPECT_LT(colour_distance(seen_with(Vision::deuteranopia, 0xC04040),
                            seen_with(Vision::deuteranopia, 0x60A040)),
            full / 2);
}

TEST(Mix, EndsAreExactAndTheMiddleIsBetween) {
  EXPECT_EQ(mix(0x102030, 0xF0E0D0, 0), 0x102030U);
  EXPECT_EQ(mix(0x102030, 0xF0E0D0, 1), 0xF0E0D0U);
  EXPECT_EQ(mix(0x000000, 0xFEFEFE, 0.5F), 0x7F7F7FU);
}

}  // namespace
}  // namespace sharedfate
