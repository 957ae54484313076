#include "app/playground/draw/fonts.h"

#include <imgui.h>
#include <imgui_freetype.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <utility>

#include "core/base/usual_characters.h"
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
    {TextRole::class_headline, Face::words_bold, 45},
    {TextRole::class_title, Face::words_bold, 36},
    {TextRole::class_text, Face::words, 30},
    {TextRole::class_strong, Face::words_bold, 30},
    {TextRole::class_code, Face::figures, 27},
    {TextRole::class_smaller, Face::words, 24},
    {TextRole::hero, Face::words_bold, 110},
}};

constexpr std::size_t other_faces_max = 8;
/// Larger letters are magnified when they are drawn: an atlas of them would not fit into a texture.
constexpr float pixels_max = 160;
/// Figures and their units: all that is ever as large as that.
constexpr ImWchar hero_ranges[] = {0x20, 0x7E, 0xB5, 0xB5, 0xD7, 0xD7, 0};

/// The characters that are drawn, in the format of Dear ImGui: first and last of each range, then
/// 0. Icons are drawn as shapes.
std::vector<ImWchar> ranges_with(const std::set<char32_t>& wanted) {
  std::vector<ImWchar> ranges;
  for (const CharacterRange& range : usual_characters) {
    ranges.push_back(static_cast<ImWchar>(range.first));
    ranges.push_back(static_cast<ImWchar>(range.last));
  }
  for (const char32_t character : wanted)
    ranges.insert(ranges.end(), 2, static_cast<ImWchar>(character));
  ranges.push_back(0);
  return ranges;
}

ImFont* add_face(ImFontAtlas& atlas, const FoundFace& face, ImFontConfig config,
                 const ImWchar* ranges) {
  config.FontDataOwnedByAtlas = false;
  config.FontNo = face.index;
  // ImGui takes a non-const pointer because it may own the data; it does not write to it.
  return atlas.AddFontFromMemoryTTF(const_cast<char*>(face.bytes->data()),
                                    static_cast<int>(face.bytes->size()), config.SizePixels,
                                    &config, ranges);
}

/// `ranges` must live until the atlas is built.
ImFont* add_font(ImFontAtlas& atlas, const FontBytes& face, const FontFiles& files, float pixels,
                 const ImWchar* ranges) {
  ImFontConfig config;
  config.SizePixels = pixels;
  ImFont* const font =
      face == nullptr ? atlas.AddFontDefault(&config) : add_face(atlas, {face, 0}, config, ranges);
  // The glyphs of the first face take precedence; the merged faces fill the gaps.
  config.MergeMode = true;
  if (files.signs != nullptr) add_face(atlas, {files.signs, 0}, config, ranges);
  for (const FoundFace& other : files.others) add_face(atlas, other, config, ranges);
  return font;
}

/// Gives each character whole cells, as terminals and editors do: faces other than the first one
/// have advances of their own, with which the columns of a listing would not be aligned. A wide
/// character that no face has is a question mark as wide.
void align_to_cells(ImFont& font, const std::set<char32_t>& wanted) {
  constexpr ImWchar ascii_end = 0x80;
  const ImFontGlyph missing = *font.FindGlyph('?');
  for (const char32_t c : wanted) {
    const auto character = static_cast<ImWchar>(c);
    if (cells_of(c) == 1 || font.FindGlyphNoFallback(character) != nullptr) continue;
    font.AddGlyph(nullptr, character, missing.X0, missing.Y0, missing.X1, missing.Y1, missing.U0,
                  missing.V0, missing.U1, missing.V1, missing.AdvanceX);
  }
  for (ImFontGlyph& glyph : font.Glyphs) {
    if (glyph.Codepoint < ascii_end) continue;
    const float advance = missing.AdvanceX * static_cast<float>(cells_of(glyph.Codepoint));
    const float shift = std::round((advance - glyph.AdvanceX) / 2);
    glyph.X0 += shift;
    glyph.X1 += shift;
    glyph.AdvanceX = advance;
  }
  font.BuildLookupTable();
}

}  // namespace

FontSet::FontSet() : atlas_(std::make_unique<ImFontAtlas>()) {
  atlas_->Flags |= ImFontAtlasFlags_NoMouseCursors;
  atlas_->FontBuilderIO = ImGuiFreeType::GetBuilderForFreeType();
  // Horizontal strokes snap to rows of pixels; letters keep their shapes.
  atlas_->FontBuilderFlags = ImGuiFreeTypeBuilderFlags_LightHinting;
}
FontSet::~FontSet() = default;
FontSet::FontSet(FontSet&& other) noexcept = default;
FontSet& FontSet::operator=(FontSet&& other) noexcept = default;

void FontSet::note_drawn(std::string_view text) {
  constexpr char32_t ascii_end = 0x80;
  for (std::size_t at = 0; at < text.size() && drawn_.size() < wanted_max;) {
    if (static_cast<unsigned char>(text[at]) < ascii_end) {
      ++at;
      continue;
    }
    const CodePoint c = decode_utf8(text.substr(at));
    at += std::max<std::size_t>(c.length, 1);
    if (c.value <= IM_UNICODE_CODEPOINT_MAX && !is_in(usual_characters, c.value) &&
        is_harmless(c.value))
      drawn_.insert(c.value);
  }
}

bool FontSet::stale() const {
  return !std::includes(wanted_.begin(), wanted_.end(), drawn_.begin(), drawn_.end());
}

void FontSet::build(FontFiles& files, float scale) {
  scale_ = scale;
  wanted_.insert(drawn_.begin(), drawn_.end());
  if (wanted_.size() > wanted_max) wanted_ = drawn_;
  find_missing(files);
  fill_atlas(files);
}

void FontSet::find_missing(FontFiles& files) {
  const FontFace words(files.words), words_bold(files.words_bold), figures(files.figures);
  const FontFace signs(files.signs);
  std::set<char32_t> missing;
  for (const char32_t c : wanted_) {
    const bool there = signs.has(c) || (words.has(c) && words_bold.has(c) && figures.has(c));
    if (!there && looked_for_.insert(c).second) missing.insert(c);
  }
  for (const FoundFace& other : files.others) {
    const FontFace face(other.bytes, other.index);
    std::erase_if(missing, [&face](char32_t c) { return face.has(c); });
  }
  if (missing.empty() || files.others.size() >= other_faces_max) return;
  for (FoundFace& face : find_faces_with(missing, other_faces_max - files.others.size()))
    files.others.push_back(std::move(face));
}

void FontSet::fill_atlas(const FontFiles& files) {
  atlas_->Clear();
  const std::array<const FontBytes*, 3> faces{&files.words, &files.words_bold, &files.figures};
  std::array<float, 3> heights{};
  for (std::size_t i = 0; i < faces.size(); ++i) heights[i] = FontFace(*faces[i]).line_height_em();

  const std::vector<ImWchar> ranges = ranges_with(wanted_);
  for (const RoleRow& row : role_rows) {
    const auto face = static_cast<std::size_t>(row.face);
    const float pixels = std::round(row.size * scale_ * heights[face]);
    const bool hero = row.role == TextRole::hero;
    fonts_[static_cast<std::size_t>(row.role)] =
        add_font(*atlas_, *faces[face], files, std::min(pixels, pixels_max),
                 hero ? hero_ranges : ranges.data());
    heights_[static_cast<std::size_t>(row.role)] = pixels;
  }
  atlas_->Build();
  for (const RoleRow& row : role_rows) {
    if (row.face == Face::figures) align_to_cells(*font(row.role), wanted_);
  }
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
