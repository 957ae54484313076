#pragma once

#include <array>
#include <string>
#include <vector>

#include "app/playground/draw/text_role.h"

struct ImFont;

namespace sharedfate {

/// Where the faces lie on this machine. An empty path: there is none.
struct FontFiles {
  std::string words, words_bold;  ///< Inter, or any sans
  std::string figures;            ///< JetBrains Mono, or any monospaced face
  std::string signs;              ///< DejaVu Sans, for signs that the others lack
  std::vector<std::string>
      complaints;  ///< what was missing and what is used instead, one sentence each
};

/// Asks fontconfig. A face counts only if its family is the one asked for: fontconfig always
/// answers with something.
FontFiles find_font_files();

/// The fonts of all text roles in one size of the window. Owns nothing: ImGui's atlas does.
class FontSet {
 public:
  /// Replaces the atlas of the current ImGui context. `scale`: pixels per design unit. Not during a
  /// frame.
  void build(const FontFiles& files, float scale);

  [[nodiscard]] ImFont* font(TextRole role) const { return fonts_[static_cast<std::size_t>(role)]; }
  /// Height of a line, pixels.
  [[nodiscard]] float line_height(TextRole role) const {
    return heights_[static_cast<std::size_t>(role)];
  }

 private:
  std::array<ImFont*, text_role_count> fonts_{};
  std::array<float, text_role_count> heights_{};
};

}  // namespace sharedfate
