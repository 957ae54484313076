#pragma once

#include <cstddef>
#include <cstdint>

namespace sharedfate {

/// The role of a text, which decides its face and size. Sizes are in design units (pixels at
/// 1600×900, scale 1).
enum class TextRole : std::uint8_t {
  lane_title,    ///< Inter bold 26: lane titles, headline of a crash card
  heading,       ///< Inter bold 22
  body,          ///< Inter 19
  body_bold,     ///< Inter bold 19
  label,         ///< Inter 16.5: buttons, captions
  label_bold,    ///< Inter bold 16.5
  small,         ///< Inter 14
  figure,        ///< JetBrains Mono 15: figures and code
  figure_large,  ///< JetBrains Mono 19
  figure_small,  ///< JetBrains Mono 13

  // What a class reads from the last row of seats:
  class_headline,  ///< Inter bold 45: the question, the answer
  class_title,     ///< Inter bold 36: lane titles, figures of the account
  class_text,      ///< Inter 30
  class_strong,    ///< Inter bold 30
  class_code,      ///< JetBrains Mono 27
  class_smaller,   ///< Inter 24, where there is too much to say for that
  hero,            ///< Inter bold 110: the figure that decides
};
constexpr std::size_t text_role_count = 17;

}  // namespace sharedfate
