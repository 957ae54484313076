#pragma once

#include <array>
#include <cstdint>

namespace sharedfate {

struct CharacterRange {
  std::uint32_t first, last;
};

/// Latin-1, and the signs used in sentences. The window's fonts always have them, and code from
/// elsewhere may contain no others.
inline constexpr std::array usual_characters{
    CharacterRange{0x20, 0x7E},     CharacterRange{0xA0, 0xFF},     CharacterRange{0x2010, 0x2015},
    CharacterRange{0x2018, 0x201E}, CharacterRange{0x2022, 0x2022}, CharacterRange{0x2026, 0x2026},
    CharacterRange{0x2190, 0x2193}, CharacterRange{0x2212, 0x2212}, CharacterRange{0x2248, 0x2248},
    CharacterRange{0x2260, 0x2265}, CharacterRange{0x25B6, 0x25B6}, CharacterRange{0x2713, 0x2715},
    CharacterRange{0x21A6, 0x21A9}, CharacterRange{0x21B5, 0x21B5}, CharacterRange{0x21E5, 0x21E7}};

}  // namespace sharedfate
