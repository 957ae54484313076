#pragma once

#include <array>
#include <cstdint>
#include <string_view>

// The two palettes. Needs no drawing library: the tests of contrast and of colour blindness link
// nothing else.
namespace sharedfate {

using Rgb = std::uint32_t;  ///< 0xRRGGBB, sRGB

enum class ThemeName : std::uint8_t { dark, light };

/// The meaning of a colour. `track` and `line` are decoration, never text; all others but the
/// backgrounds may be text.
enum class Tone : std::uint8_t {
  background,
  panel,
  raised,  // the three grounds, back to front
  text,
  muted,
  threads,
  processes,
  serial,  // the lane kinds
  done,
  lost,
  failed,
  running,
  queued,  // the states of a task
  track,   ///< the empty part of a bar
  line,    ///< hairlines and the outlines of controls
};
constexpr std::size_t tone_count = 15;

struct Palette {
  ThemeName name;
  std::array<Rgb, tone_count> text_tones;  ///< for text, outlines and glyphs
  std::array<Rgb, tone_count> fill_tones;  ///< for areas; the same as text_tones in the dark theme

  [[nodiscard]] Rgb tone(Tone tone) const { return text_tones[static_cast<std::size_t>(tone)]; }
  [[nodiscard]] Rgb fill(Tone tone) const { return fill_tones[static_cast<std::size_t>(tone)]; }
};

const Palette& palette(ThemeName name);
std::string_view theme_word(ThemeName name);  ///< "dark", "light": as on the command line

/// How a state is recognised without its colour. Each state has a sign of its own.
enum class SecondSign : std::uint8_t { none, check, hatch_and_cross, exclamation, bar, outline };
SecondSign second_sign(Tone state);

/// Contrast of two colours, 1..21 (WCAG 2.1, relative luminance).
double contrast_ratio(Rgb a, Rgb b);

enum class Vision : std::uint8_t { full, deuteranopia, protanopia, tritanopia, grey };
/// The colour as seen with that vision (Machado, Oliveira, Fernandes 2009, severity 1.0; grey:
/// relative luminance).
Rgb seen_with(Vision vision, Rgb colour);
/// Perceived distance of two colours (CIE76 in L*a*b*); about 2.3 is just noticeable.
double colour_distance(Rgb a, Rgb b);
/// The colour `share` (0..1) of the way from one to the other, in sRGB.
Rgb mix(Rgb from, Rgb to, float share);

}  // namespace sharedfate
