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

/// The content of a font file; nullptr: there is no such face, or it cannot be read.
using FontBytes = std::shared_ptr<const std::vector<char>>;

/// The faces that were found on this computer.
struct FontFiles {
  FontBytes words, words_bold;  ///< Inter, or another sans-serif face
  FontBytes figures;            ///< JetBrains Mono, or another monospaced face
  FontBytes signs;              ///< DejaVu Sans, for characters that the others lack
  /// What is missing and what is used instead, one sentence each.
  std::vector<std::string> complaints;
};

/// Finds the faces with fontconfig and reads their files. fontconfig always returns some face: one
/// of another family than the wanted one is reported in `complaints`. Takes tens of milliseconds;
/// any thread.
FontFiles find_font_files();

/// The fonts of all text roles in one scale, in an atlas of their own. Used by one thread at a
/// time; by another one than the main thread only while no ImGui context exists.
class FontSet {
 public:
  FontSet();
  ~FontSet();
  FontSet(FontSet&& other) noexcept;
  FontSet& operator=(FontSet&& other) noexcept;

  /// Replaces the fonts. `scale`: pixels per design unit. The faces are not copied: they must
  /// outlive the fonts. Not during a frame.
  void build(const FontFiles& files, float scale);

  /// The scale that they were built for; 0: not built yet.
  [[nodiscard]] float scale() const { return scale_; }
  /// For the ImGui context. Its address stays the same when fonts are built and when this is moved.
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
  FontSet set;  ///< built from `files`
};

/// Finds and builds the fonts, before there is a window. Threads: see FontSet.
PreparedFonts prepare_fonts(float scale);

}  // namespace sharedfate
