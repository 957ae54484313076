#include "app/playground/draw/fonts.h"

#include <ft2build.h>
#include FT_FREETYPE_H
#include <imgui.h>
#include <imgui_freetype.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "core/base/drawn_characters.h"
#include "core/base/utf8.h"

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

/// More than that many characters beyond the usual ones are not drawn: each costs room in the atlas
/// and time to build it.
constexpr std::size_t wanted_max = 512;

bool is_usual(std::uint32_t c) {
  return std::any_of(
      drawn_characters.begin(), drawn_characters.end(),
      [c](const CharacterRange& range) { return c >= range.first && c <= range.last; });
}

/// The characters that are drawn, in the format of Dear ImGui: first and last of each range, then
/// 0. Icons are drawn as shapes.
std::vector<ImWchar> ranges_with(const std::set<char32_t>& wanted) {
  std::vector<ImWchar> ranges;
  for (const CharacterRange& range : drawn_characters) {
    ranges.push_back(static_cast<ImWchar>(range.first));
    ranges.push_back(static_cast<ImWchar>(range.last));
  }
  for (const char32_t character : wanted)
    ranges.insert(ranges.end(), 2, static_cast<ImWchar>(character));
  ranges.push_back(0);
  return ranges;
}

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

ImFont* add_face(ImFontAtlas& atlas, const FontBytes& face, float pixels, ImFontConfig config,
                 const std::vector<ImWchar>& ranges) {
  config.FontDataOwnedByAtlas = false;
  // ImGui takes a non-const pointer because it may own the data; it does not write to it.
  return atlas.AddFontFromMemoryTTF(const_cast<char*>(face->data()), static_cast<int>(face->size()),
                                    pixels, &config, ranges.data());
}

/// `ranges` must live until the atlas is built.
ImFont* add_font(ImFontAtlas& atlas, const FontBytes& face, const FontFiles& files, float pixels,
                 const std::vector<ImWchar>& ranges) {
  ImFontConfig config;
  config.SizePixels = pixels;
  if (face == nullptr) return atlas.AddFontDefault(&config);
  ImFont* const font = add_face(atlas, face, pixels, config, ranges);
  // The glyphs of the first face take precedence; the merged faces fill the gaps.
  config.MergeMode = true;
  if (files.signs != nullptr) add_face(atlas, files.signs, pixels, config, ranges);
  for (const FontBytes& other : files.others) add_face(atlas, other, pixels, config, ranges);
  return font;
}

}  // namespace

FontSet::FontSet() : atlas_(std::make_unique<ImFontAtlas>()) {
  atlas_->Flags |= ImFontAtlasFlags_NoMouseCursors;
  atlas_->FontBuilderIO = ImGuiFreeType::GetBuilderForFreeType();
  // Sharp stems at the sizes of small text, without changing the shapes of letters.
  atlas_->FontBuilderFlags = ImGuiFreeTypeBuilderFlags_LightHinting;
}
FontSet::~FontSet() = default;
FontSet::FontSet(FontSet&& other) noexcept = default;
FontSet& FontSet::operator=(FontSet&& other) noexcept = default;

void FontSet::want(std::string_view text) {
  constexpr char32_t ascii_end = 0x80, drawn_end = 0x10000;  // what an ImWchar can hold
  for (std::size_t at = 0; at < text.size() && wanted_.size() < wanted_max;) {
    if (static_cast<unsigned char>(text[at]) < ascii_end) {
      ++at;
      continue;
    }
    const CodePoint c = decode_utf8(text.substr(at));
    at += std::max<std::size_t>(c.length, 1);
    if (c.value < drawn_end && !is_usual(c.value) && is_harmless(c.value))
      stale_ = wanted_.insert(c.value).second || stale_;
  }
}

void FontSet::build(FontFiles& files, float scale) {
  scale_ = scale;
  stale_ = false;
  fill_atlas(files);
  // Those that no face has are looked for once.
  std::set<char32_t> missing;
  const ImFont* const words = font(TextRole::body);
  for (const char32_t character : wanted_) {
    if (words->FindGlyphNoFallback(static_cast<ImWchar>(character)) == nullptr &&
        looked_for_.insert(character).second)
      missing.insert(character);
  }
  if (missing.empty()) return;
  FontBytes face = find_face_with(missing);
  if (face == nullptr) return;
  files.others.push_back(std::move(face));
  fill_atlas(files);
}

void FontSet::fill_atlas(const FontFiles& files) {
  atlas_->Clear();
  FT_Library library = nullptr;
  if (FT_Init_FreeType(&library) != 0) library = nullptr;
  const std::array<const FontBytes*, 3> faces{&files.words, &files.words_bold, &files.figures};
  std::array<float, 3> heights{};
  for (std::size_t i = 0; i < faces.size(); ++i) heights[i] = line_height_em(library, *faces[i]);
  if (library != nullptr) FT_Done_FreeType(library);

  const std::vector<ImWchar> ranges = ranges_with(wanted_);
  for (const RoleRow& row : role_rows) {
    const auto face = static_cast<std::size_t>(row.face);
    const float pixels = std::round(row.size * scale_ * heights[face]);
    fonts_[static_cast<std::size_t>(row.role)] =
        add_font(*atlas_, *faces[face], files, pixels, ranges);
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
