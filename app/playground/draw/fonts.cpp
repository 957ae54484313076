#include "app/playground/draw/fonts.h"

#include <ft2build.h>
#include FT_FREETYPE_H
#include <imgui.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "core/base/drawn_characters.h"

namespace sharedfate {
namespace {

enum class Face : std::uint8_t { words, words_bold, figures };

struct RoleRow {
  TextRole role;
  Face face;
  float size;  ///< of the em square, design units
};

constexpr std::array<RoleRow, text_role_count> role_rows{{
    {TextRole::lane_title, Face::words_bold, 26},
    {TextRole::heading, Face::words_bold, 22},
    {TextRole::body, Face::words, 19},
    {TextRole::body_bold, Face::words_bold, 19},
    {TextRole::label, Face::words, 16.5F},
    {TextRole::label_bold, Face::words_bold, 16.5F},
    {TextRole::small, Face::words, 14},
    {TextRole::figure, Face::figures, 15},
    {TextRole::figure_large, Face::figures, 19},
    {TextRole::figure_small, Face::figures, 13},
}};

/// The characters that are drawn, in the format of Dear ImGui: first and last of each range, then
/// 0. Icons are drawn as shapes.
constexpr auto glyph_ranges = [] {
  std::array<ImWchar, 2 * drawn_characters.size() + 1> ranges{};
  std::size_t at = 0;
  for (const CharacterRange& range : drawn_characters) {
    ranges[at++] = static_cast<ImWchar>(range.first);
    ranges[at++] = static_cast<ImWchar>(range.last);
  }
  return ranges;
}();

/// The line height in em, 1.2 if the face cannot be read. ImGui takes ascent plus descent as the
/// size of a font, but a size is given for the em square.
float line_height_em(FT_Library library, const FontBytes& face_bytes) {
  FT_Face face = nullptr;
  if (library == nullptr || face_bytes == nullptr ||
      FT_New_Memory_Face(library, reinterpret_cast<const FT_Byte*>(face_bytes->data()),
                         static_cast<FT_Long>(face_bytes->size()), 0, &face) != 0)
    return 1.2F;
  const float units = static_cast<float>(face->units_per_EM);
  const float height =
      static_cast<float>(face->ascender - face->descender) / (units > 0 ? units : 1.0F);
  FT_Done_Face(face);
  return std::clamp(height, 0.8F, 2.0F);
}

ImFont* add_face(ImFontAtlas& atlas, const FontBytes& face, float pixels, ImFontConfig config) {
  config.FontDataOwnedByAtlas = false;
  // ImGui takes a non-const pointer because it may own the data; it does not write to it.
  return atlas.AddFontFromMemoryTTF(const_cast<char*>(face->data()), static_cast<int>(face->size()),
                                    pixels, &config, glyph_ranges.data());
}

ImFont* add_font(ImFontAtlas& atlas, const FontBytes& face, const FontBytes& signs, float pixels) {
  ImFontConfig config;
  // Oversampling makes small text sharper; with large text it only costs memory and time.
  config.OversampleH = pixels < 30 ? 2 : 1;
  config.OversampleV = 1;
  config.SizePixels = pixels;
  if (face == nullptr) return atlas.AddFontDefault(&config);
  ImFont* const font = add_face(atlas, face, pixels, config);
  if (signs != nullptr) {
    // The glyphs of the first face take precedence; the merged face fills the gaps.
    config.MergeMode = true;
    config.OversampleH = 1;
    add_face(atlas, signs, pixels, config);
  }
  return font;
}

}  // namespace

FontSet::FontSet() : atlas_(std::make_unique<ImFontAtlas>()) {}
FontSet::~FontSet() = default;
FontSet::FontSet(FontSet&& other) noexcept = default;
FontSet& FontSet::operator=(FontSet&& other) noexcept = default;

void FontSet::build(const FontFiles& files, float scale) {
  scale_ = scale;
  atlas_->Clear();
  atlas_->Flags |= ImFontAtlasFlags_NoMouseCursors;
  FT_Library library = nullptr;
  if (FT_Init_FreeType(&library) != 0) library = nullptr;
  const std::array<const FontBytes*, 3> faces{&files.words, &files.words_bold, &files.figures};
  std::array<float, 3> heights{};
  for (std::size_t i = 0; i < faces.size(); ++i) heights[i] = line_height_em(library, *faces[i]);
  if (library != nullptr) FT_Done_FreeType(library);

  for (const RoleRow& row : role_rows) {
    const auto face = static_cast<std::size_t>(row.face);
    const float pixels = std::round(row.size * scale * heights[face]);
    fonts_[static_cast<std::size_t>(row.role)] =
        add_font(*atlas_, *faces[face], files.signs, pixels);
    heights_[static_cast<std::size_t>(row.role)] = pixels;
  }
  atlas_->Build();
  // Converts the atlas to the format of the texture now and keeps the result, rather than when the
  // texture is made.
  unsigned char* ignored = nullptr;
  int width = 0, height = 0;
  atlas_->GetTexDataAsRGBA32(&ignored, &width, &height);
}

PreparedFonts prepare_fonts(float scale) {
  PreparedFonts prepared{find_font_files(), {}};
  prepared.set.build(prepared.files, scale);
  return prepared;
}

}  // namespace sharedfate
