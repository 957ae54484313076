#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "app/playground/draw/text_role.h"

struct ImFont;
struct ImFontAtlas;

namespace sharedfate {

/// A font file's content, read once; nullptr: there is no such face, or it cannot be read.
using FontBytes = std::shared_ptr<const std::vector<char>>;

/// The faces of this machine.
struct FontFiles {
  FontBytes words, words_bold;  ///< Inter, or any sans
  FontBytes figures;            ///< JetBrains Mono, or any monospaced face
  FontBytes signs;              ///< DejaVu Sans, for signs that the others lack
  std::vector<std::string>
      complaints;  ///< what was missing and what is used instead, one sentence each
};

/// Asks fontconfig, and reads the files. A face counts only if its family is the one asked for:
/// fontconfig always answers with something. Takes tens of milliseconds; any thread.
FontFiles find_font_files();

/// The fonts of all text roles in one size of the window, in an atlas of their own. Used by one
/// thread at a time; on another one than the main thread only while no ImGui context exists.
class FontSet {
 public:
  FontSet();
  ~FontSet();
  FontSet(FontSet&& other) noexcept;
  FontSet& operator=(FontSet&& other) noexcept;

  /// Replaces the fonts. `scale`: pixels per design unit. `files` must outlive them: the faces are
  /// not copied. Not during a frame.
  void build(const FontFiles& files, float scale);

  /// What they were built for; 0: not built yet.
  [[nodiscard]] float scale() const { return scale_; }
  /// For the ImGui context; stays where it is, whatever is built and wherever this is moved to.
  [[nodiscard]] ImFontAtlas* atlas() const { return atlas_.get(); }
  [[nodiscard]] ImFont* font(TextRole role) const { return fonts_[static_cast<std::size_t>(role)]; }
  /// Height of a line, pixels.
  [[nodiscard]] float line_height(TextRole role) const {
    return heights_[static_cast<std::size_t>(role)];
  }

 private:
  std::unique_ptr<ImFontAtlas> atlas_;
  std::array<ImFont*, text_role_count> fonts_{};
  std::array<float, text_role_count> heights_{};
  float scale_ = 0;
};

/// What a window needs to draw text.
struct PreparedFonts {
  FontFiles files;
  FontSet set;  ///< made of these files
};

/// Finds and builds the fonts before there is a window; any thread, as FontSet says.
PreparedFonts prepare_fonts(float scale);

}  // namespace sharedfate
