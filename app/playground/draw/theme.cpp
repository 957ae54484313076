#include "app/playground/draw/theme.h"

#include <algorithm>
#include <cmath>

namespace sharedfate {
namespace {

// In the order of Tone. Two tones (dark done, light queued) are one step off the table of the
// design, with which their contrast on the raised ground was only 6.97:1 and 6.94:1.
constexpr Palette dark{
    ThemeName::dark,
    {0x0E1319, 0x171E27, 0x212B37, 0xF2F5F7, 0xB9C6D2, 0xF2B33D, 0x6CC0F0, 0xC9B8F5, 0x3ECD9D,
     0xFFA07A, 0xF3A9CF, 0xF0E442, 0xA9BBCB, 0x0E1319, 0x3A4857},
    {0x0E1319, 0x171E27, 0x212B37, 0xF2F5F7, 0xB9C6D2, 0xF2B33D, 0x6CC0F0, 0xC9B8F5, 0x3ECD9D,
     0xFFA07A, 0xF3A9CF, 0xF0E442, 0xA9BBCB, 0x0E1319, 0x3A4857}};

// Areas have the Okabe-Ito colours, which are too pale for text on a light ground; they are
// outlined in the text tone.
constexpr Palette light{
    ThemeName::light,
    {0xF6F7F9, 0xFFFFFF, 0xEBEFF3, 0x10161D, 0x3D4955, 0x6B4700, 0x004B78, 0x4B3A8C, 0x00553D,
     0x8A2F00, 0x7A1F57, 0x514A00, 0x43515E, 0xDDE3E9, 0xC3CDD6},
    {0xF6F7F9, 0xFFFFFF, 0xEBEFF3, 0x10161D, 0x3D4955, 0xE69F00, 0x56B4E9, 0xB5A8E0, 0x009E73,
     0xD55E00, 0xCC79A7, 0xF0E442, 0xBCC8D3, 0xDDE3E9, 0xC3CDD6}};

using Linear = std::array<double, 3>;
using Matrix = std::array<Linear, 3>;

// Machado, Oliveira, Fernandes: A Physiologically-based Model for Simulation of Color Vision
// Deficiency (2009), table of matrices, severity 1.0; applied to linear RGB.
constexpr Matrix deuteranopia{{{0.367322, 0.860646, -0.227968},
                               {0.280085, 0.672501, 0.047413},
                               {-0.011820, 0.042940, 0.968881}}};
constexpr Matrix protanopia{{{0.152286, 1.052583, -0.204868},
                             {0.114503, 0.786281, 0.099216},
                             {-0.003882, -0.048116, 1.051998}}};
constexpr Matrix tritanopia{{{1.255528, -0.076749, -0.178779},
                             {-0.078411, 0.930809, 0.147602},
                             {0.004733, 0.691367, 0.303900}}};
constexpr Matrix grey{
    {{0.2126, 0.7152, 0.0722}, {0.2126, 0.7152, 0.0722}, {0.2126, 0.7152, 0.0722}}};

double channel(Rgb colour, int index) {
  return static_cast<double>((colour >> (16 - 8 * index)) & 0xFFU) / 255.0;
}

Linear linear(Rgb colour) {
  Linear result{};
  for (int i = 0; i < 3; ++i) {
    const double value = channel(colour, i);
    result[static_cast<std::size_t>(i)] =
        value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
  }
  return result;
}

Rgb encoded(const Linear& colour) {
  Rgb result = 0;
  for (const double value : colour) {
    const double limited = std::clamp(value, 0.0, 1.0);
    const double srgb =
        limited <= 0.0031308 ? limited * 12.92 : 1.055 * std::pow(limited, 1 / 2.4) - 0.055;
    result = (result << 8) | static_cast<Rgb>(std::lround(srgb * 255));
  }
  return result;
}

double luminance(Rgb colour) {
  const Linear value = linear(colour);
  return 0.2126 * value[0] + 0.7152 * value[1] + 0.0722 * value[2];
}

/// CIE L*a*b*, white point D65.
Linear lab_of(Rgb colour) {
  const Linear rgb = linear(colour);
  const double x = (0.4124 * rgb[0] + 0.3576 * rgb[1] + 0.1805 * rgb[2]) / 0.95047;
  const double y = 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2];
  const double z = (0.0193 * rgb[0] + 0.1192 * rgb[1] + 0.9505 * rgb[2]) / 1.08883;
  const auto root = [](double t) { return t > 0.008856 ? std::cbrt(t) : 7.787 * t + 16.0 / 116; };
  return {116 * root(y) - 16, 500 * (root(x) - root(y)), 200 * (root(y) - root(z))};
}

}  // namespace

const Palette& palette(ThemeName name) { return name == ThemeName::dark ? dark : light; }

std::string_view theme_word(ThemeName name) { return name == ThemeName::dark ? "dark" : "light"; }

SecondSign second_sign(Tone state) {
  switch (state) {
    case Tone::done:
      return SecondSign::check;
    case Tone::lost:
      return SecondSign::hatch_and_cross;
    case Tone::failed:
      return SecondSign::exclamation;
    case Tone::running:
      return SecondSign::bar;
    case Tone::queued:
      return SecondSign::outline;
    default:
      return SecondSign::none;
  }
}

double contrast_ratio(Rgb a, Rgb b) {
  const auto [darker, lighter] = std::minmax({luminance(a), luminance(b)});
  return (lighter + 0.05) / (darker + 0.05);
}

Rgb seen_with(Vision vision, Rgb colour) {
  if (vision == Vision::full) return colour;
  const Matrix& matrix = vision == Vision::deuteranopia ? deuteranopia
                         : vision == Vision::protanopia ? protanopia
                         : vision == Vision::tritanopia ? tritanopia
                                                        : grey;
  const Linear from = linear(colour);
  Linear to{};
  for (std::size_t row = 0; row < 3; ++row) {
    to[row] = matrix[row][0] * from[0] + matrix[row][1] * from[1] + matrix[row][2] * from[2];
  }
  return encoded(to);
}

double colour_distance(Rgb a, Rgb b) {
  const Linear first = lab_of(a), second = lab_of(b);
  return std::hypot(first[0] - second[0], first[1] - second[1], first[2] - second[2]);
}

Rgb mix(Rgb from, Rgb to, float share) {
  Rgb result = 0;
  const double part = std::clamp(static_cast<double>(share), 0.0, 1.0);
  for (int i = 0; i < 3; ++i) {
    const double value = channel(from, i) + (channel(to, i) - channel(from, i)) * part;
    result = (result << 8) | static_cast<Rgb>(std::lround(value * 255));
  }
  return result;
}

}  // namespace sharedfate
