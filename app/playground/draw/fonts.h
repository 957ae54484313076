#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <set>
#include <string>
#include <string_view>
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
  /// For characters that all of these lack; found when such a character is drawn.
  std::vector<FontBytes> others;
  /// What is missing and what is used instead, one sentence each.
  std::vector<std::string> complaints;
};

/// Finds the faces with fontconfig and reads their files. fontconfig always returns some face: one
/// of another family than the wanted one is reported in `complaints`. Takes tens of milliseconds;
/// any thread.
FontFiles find_font_files();

/// A face of this computer that has most of the characters; nullptr: none has any. Takes tens of
/// milliseconds.
FontBytes find_face_with(const std::set<char32_t>& characters);

/// The fonts of all text roles in one scale, in an atlas of their own. Used by one thread at a
/// time; by another one than the main thread only while no ImGui context exists.
class FontSet {
 public:
  FontSet();
  ~FontSet();
  FontSet(FontSet&& other) noexcept;
  FontSet& operator=(FontSet&& other) noexcept;

  /// Replaces the fonts. `scale`: pixels per design unit. The faces are not copied: they must
  /// outlive the fonts. Characters that were wanted and are in none of the faces are looked for in
  /// the other fonts of this computer, which are added to the files. Not during a frame.
  void build(FontFiles& files, float scale);
  /// Notes the text's characters, if they are not among those that every build has. They are drawn
  /// as question marks until the next build.
  void want(std::string_view text);
  /// Characters have been noted since the last build.
  [[nodiscard]] bool stale() const { return stale_; }

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
  void fill_atlas(const FontFiles& files);

  std::unique_ptr<ImFontAtlas> atlas_;
  std::array<ImFont*, text_role_count> fonts_{};
  std::array<float, text_role_count> heights_{};
  float scale_ = 0;
  std::set<char32_t> wanted_;      ///< beyond those that every build has
  std::set<char32_t> looked_for_;  ///< of these, in other fonts than those found at first
  bool stale_ = false;
};

/// What a window needs to draw text.
struct PreparedFonts {
  FontFiles files;
  FontSet set;  ///< built from `files`
};

/// Finds and builds the fonts, before there is a window. Threads: see FontSet.
PreparedFonts prepare_fonts(float scale);

}  // namespace sharedfate
