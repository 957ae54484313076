#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace sharedfate {

struct CharacterRange {
  std::uint32_t first, last;
};

template <std::size_t count>
constexpr bool is_in(const std::array<CharacterRange, count>& ranges, std::uint32_t character) {
  for (const CharacterRange& range : ranges) {
    if (character >= range.first && character <= range.last) return true;
  }
  return false;
}

/// Latin-1, and the signs used in sentences. The window's fonts always have them, and code from
/// elsewhere may contain no others.
inline constexpr std::array usual_characters{
    CharacterRange{0x20, 0x7E},     CharacterRange{0xA0, 0xFF},     CharacterRange{0x2010, 0x2015},
    CharacterRange{0x2018, 0x201E}, CharacterRange{0x2022, 0x2022}, CharacterRange{0x2026, 0x2026},
    CharacterRange{0x2190, 0x2193}, CharacterRange{0x2212, 0x2212}, CharacterRange{0x2248, 0x2248},
    CharacterRange{0x2260, 0x2265}, CharacterRange{0x25B6, 0x25B6}, CharacterRange{0x2713, 0x2715},
    CharacterRange{0x21A6, 0x21A9}, CharacterRange{0x21B5, 0x21B5}, CharacterRange{0x21E5, 0x21E7}};

/// How many cells of a monospaced font a character takes: 2 if it is Chinese, Japanese, Korean or a
/// full-width form, otherwise 1.
inline std::size_t cells_of(std::uint32_t character) {
  constexpr std::array wide{CharacterRange{0x1100, 0x115F}, CharacterRange{0x2E80, 0x303E},
                            CharacterRange{0x3041, 0xA4CF}, CharacterRange{0xA960, 0xA97F},
                            CharacterRange{0xAC00, 0xD7A3}, CharacterRange{0xF900, 0xFAFF},
                            CharacterRange{0xFE30, 0xFE6F}, CharacterRange{0xFF01, 0xFF60},
                            CharacterRange{0xFFE0, 0xFFE6}};
  return is_in(wide, character) ? 2 : 1;
}

}  // namespace sharedfate
