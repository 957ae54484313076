#include "app/playground/draw/font_face.h"

#include <ft2build.h>
#include FT_FREETYPE_H

#include <algorithm>

namespace sharedfate {

FontFace::FontFace(const FontBytes& bytes, int index) {
  if (bytes == nullptr || FT_Init_FreeType(&library_) != 0) return;
  const auto* const content = reinterpret_cast<const FT_Byte*>(bytes->data());
  if (FT_New_Memory_Face(library_, content, static_cast<FT_Long>(bytes->size()), index, &face_) !=
      0)
    return;
  if (FT_IS_SCALABLE(face_) && FT_Select_Charmap(face_, FT_ENCODING_UNICODE) == 0) return;
  FT_Done_Face(face_);
  face_ = nullptr;
}

FontFace::~FontFace() {
  if (face_ != nullptr) FT_Done_Face(face_);
  if (library_ != nullptr) FT_Done_FreeType(library_);
}

bool FontFace::usable() const { return face_ != nullptr; }

bool FontFace::has(char32_t character) const {
  return face_ != nullptr && FT_Get_Char_Index(face_, character) != 0;
}

float FontFace::line_height_em() const {
  if (face_ == nullptr || face_->units_per_EM == 0) return 1.2F;
  const auto height = static_cast<float>(face_->ascender - face_->descender);
  return std::clamp(height / static_cast<float>(face_->units_per_EM), 0.8F, 2.0F);
}

}  // namespace sharedfate
