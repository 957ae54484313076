#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "app/playground/draw/font_face.h"
#include "app/playground/draw/text_role.h"

struct ImFont;
struct ImFontAtlas;

namespace sharedfate {

/// A face that was found for characters that others lack.
struct FoundFace {
  FontBytes bytes;
  int index = 0;  ///< in a file with several faces
};

/// The faces that were found on this computer.
struct FontFiles {
  FontBytes words, words_bold;  ///< Inter, or another sans-serif face
  FontBytes figures;            ///< JetBrains Mono, or another monospaced face
  FontBytes signs;              ///< DejaVu Sans, for characters that the others lack
  /// For characters that one of the first three and `signs` lack; found when such a character is
  /// drawn.
  std::vector<FoundFace> others;
  /// What is missing and what is used instead, one sentence each.
  std::vector<std::string> complaints;
};

/// Finds the faces with fontconfig and reads their files. fontconfig always returns some face: one
/// of another family than the wanted one is reported in `complaints`. Takes tens of milliseconds;
/// any thread.
FontFiles find_font_files();

/// The first usable faces of this computer, in order of preference, each of which has some of the
/// characters that those before it lack; at most `most`. Takes tens of milliseconds.
std::vector<FoundFace> find_faces_with(std::set<char32_t> characters, std::size_t most);

/// The fonts of all text roles in one scale, in an atlas of their own. Used by one thread at a
/// time; by another one than the main thread only while no ImGui context exists.
class FontSet {
 public:
  /// Each character beyond the usual ones costs room in the atlas and time to build it.
  static constexpr std::size_t wanted_max = 256;

  FontSet();
  ~FontSet();
  FontSet(FontSet&& other) noexcept;
  FontSet& operator=(FontSet&& other) noexcept;

  /// Replaces the fonts. `scale`: pixels per design unit. The faces are not copied: they must
  /// outlive the fonts. Characters that were drawn and that a face lacks are looked for, once, in
  /// the other fonts of this computer, which are added to the files. Not during a frame.
  void build(FontFiles& files, float scale);
  /// Forgets which characters were drawn.
  void begin_frame() { drawn_.clear(); }
  /// Notes the characters of a text that is drawn. Those that the last build did not have are shown
  /// as question marks. No more than `wanted_max` are noted in a frame.
  void note_drawn(std::string_view text);
  /// Characters have been drawn that the last build was not asked for.
  [[nodiscard]] bool stale() const;

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
  void find_missing(FontFiles& files);
  void fill_atlas(const FontFiles& files);

  std::unique_ptr<ImFontAtlas> atlas_;
  std::array<ImFont*, text_role_count> fonts_{};
  std::array<float, text_role_count> heights_{};
  float scale_ = 0;
  // Beyond those that every build has:
  std::set<char32_t> wanted_;      ///< asked for in the last build
  std::set<char32_t> drawn_;       ///< in this frame
  std::set<char32_t> looked_for_;  ///< in other fonts than those found at first
};

/// What a window needs to draw text.
struct PreparedFonts {
  FontFiles files;
  FontSet set;  ///< built from `files`
};

/// Finds and builds the fonts, before there is a window. Threads: see FontSet.
PreparedFonts prepare_fonts(float scale);

}  // namespace sharedfate
