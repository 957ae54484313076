#pragma once

#include <memory>
#include <vector>

struct FT_LibraryRec_;
struct FT_FaceRec_;

namespace sharedfate {

/// The content of a font file; nullptr: there is no such face, or it cannot be read.
using FontBytes = std::shared_ptr<const std::vector<char>>;

/// A face in a font file, as FreeType reads it. The file's content must outlive it.
class FontFace {
 public:
  /// `index`: of the face, in a file with several.
  explicit FontFace(const FontBytes& bytes, int index = 0);
  ~FontFace();
  FontFace(const FontFace&) = delete;
  FontFace& operator=(const FontFace&) = delete;

  /// It has outlines and says which characters they draw. With any other face Dear ImGui would end
  /// the program.
  [[nodiscard]] bool usable() const;
  [[nodiscard]] bool has(char32_t character) const;
  /// Ascent plus descent in em, 1.2 if the face is not usable.
  [[nodiscard]] float line_height_em() const;

 private:
  FT_LibraryRec_* library_ = nullptr;
  FT_FaceRec_* face_ = nullptr;
};

}  // namespace sharedfate
