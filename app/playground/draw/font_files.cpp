#include <fontconfig/fontconfig.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <utility>

#include "app/playground/draw/fonts.h"

namespace sharedfate {
namespace {

constexpr std::uintmax_t face_size_max = 64 << 20;  // bytes; some collections have 20 MiB

struct Face {
  std::string file;
  bool exact = false;  ///< the family is the one asked for
};

/// The best upright face for a family or a generic name such as "sans-serif".
Face find_face(FcConfig* config, const char* family, int weight) {
  Face face;
  FcPattern* wanted = FcPatternCreate();
  FcPatternAddString(wanted, FC_FAMILY, reinterpret_cast<const FcChar8*>(family));
  FcPatternAddInteger(wanted, FC_WEIGHT, weight);
  FcPatternAddInteger(wanted, FC_SLANT, FC_SLANT_ROMAN);
  FcPatternAddBool(wanted, FC_SCALABLE, FcTrue);
  FcConfigSubstitute(config, wanted, FcMatchPattern);
  FcDefaultSubstitute(wanted);
  FcResult result = FcResultMatch;
  if (FcPattern* found = FcFontMatch(config, wanted, &result)) {
    FcChar8* file = nullptr;
    if (FcPatternGetString(found, FC_FILE, 0, &file) == FcResultMatch)
      face.file = reinterpret_cast<char*>(file);
    FcChar8* name = nullptr;
    for (int i = 0; FcPatternGetString(found, FC_FAMILY, i, &name) == FcResultMatch; ++i) {
      if (FcStrCmpIgnoreCase(name, reinterpret_cast<const FcChar8*>(family)) == 0)
        face.exact = true;
    }
    FcPatternDestroy(found);
  }
  FcPatternDestroy(wanted);
  return face;
}

constexpr std::array<const char*, 3> common_sans{"DejaVu Sans", "Liberation Sans", "Noto Sans"};
constexpr std::array<const char*, 3> common_mono{"DejaVu Sans Mono", "Liberation Mono",
                                                 "Noto Sans Mono"};

std::string face_or_generic(FcConfig* config, const char* family, const char* generic, int weight,
                            const char* package, std::vector<std::string>& complaints) {
  const auto& substitutes = std::strcmp(generic, "monospace") == 0 ? common_mono : common_sans;
  const Face face = find_face(config, family, weight);
  if (face.exact && !face.file.empty()) return face.file;
  // A generic name may give any face, so common families are tried first.
  Face other;
  for (const char* common : substitutes) {
    if (other = find_face(config, common, weight); other.exact) break;
  }
  if (!other.exact) other = find_face(config, generic, weight);
  const std::string instead = other.file.empty() ? "a built-in font without accents" : other.file;
  complaints.push_back(std::string("the font ") + family + " is not installed, " + instead +
                       " is used instead; install the package " + package);
  return other.file;
}

/// nullptr if the file cannot be read: Dear ImGui's own reader would end the program.
FontBytes read_face(const std::string& file) {
  std::error_code unreadable;
  const std::uintmax_t size = file.empty() ? 0 : std::filesystem::file_size(file, unreadable);
  if (unreadable || size == 0 || size > face_size_max) return nullptr;
  std::FILE* const stream = std::fopen(file.c_str(), "rb");
  if (stream == nullptr) return nullptr;
  auto bytes = std::make_shared<std::vector<char>>(static_cast<std::size_t>(size));
  const bool whole = std::fread(bytes->data(), 1, bytes->size(), stream) == bytes->size();
  std::fclose(stream);
  return whole ? FontBytes(std::move(bytes)) : nullptr;
}

/// Whether it is in a format that Dear ImGui reads: with any other it would end the program.
bool is_outline_font(const FontBytes& face) {
  constexpr std::size_t tag_size = 4;
  if (face == nullptr || face->size() < tag_size) return false;
  const std::string_view tag(face->data(), tag_size);
  return tag == std::string_view("\0\1\0\0", tag_size) || tag == "true" || tag == "OTTO" ||
         tag == "ttcf";
}

}  // namespace

FontFiles find_font_files() {
  FontFiles files;
  FcConfig* config = FcInitLoadConfigAndFonts();
  if (config == nullptr) {
    files.complaints.emplace_back(
        "fontconfig found no configuration, a built-in font is used; install fontconfig");
    return files;
  }
  const std::string words = face_or_generic(config, "Inter", "sans-serif", FC_WEIGHT_MEDIUM,
                                            "fonts-inter", files.complaints);
  std::vector<std::string> said_already;
  const std::string words_bold =
      face_or_generic(config, "Inter", "sans-serif", FC_WEIGHT_BOLD, "fonts-inter", said_already);
  const std::string figures =
      face_or_generic(config, "JetBrains Mono", "monospace", FC_WEIGHT_REGULAR,
                      "fonts-jetbrains-mono", files.complaints);
  const Face signs = find_face(config, "DejaVu Sans", FC_WEIGHT_REGULAR);
  FcConfigDestroy(config);
  files.words = read_face(words);
  files.words_bold = words_bold == words ? files.words : read_face(words_bold);
  files.figures = read_face(figures);
  if (signs.exact) files.signs = read_face(signs.file);
  return files;
}

FontBytes find_face_with(const std::set<char32_t>& characters) {
  FcConfig* const config = FcInitLoadConfigAndFonts();
  if (config == nullptr) return nullptr;
  FcCharSet* const wanted = FcCharSetCreate();
  for (const char32_t character : characters) FcCharSetAddChar(wanted, character);
  FcPattern* const pattern = FcPatternCreate();
  FcPatternAddCharSet(pattern, FC_CHARSET, wanted);
  FcPatternAddBool(pattern, FC_SCALABLE, FcTrue);
  FcConfigSubstitute(config, pattern, FcMatchPattern);
  FcDefaultSubstitute(pattern);
  FontBytes face;
  FcResult result = FcResultMatch;
  if (FcPattern* const found = FcFontMatch(config, pattern, &result)) {
    FcChar8* file = nullptr;
    FcCharSet* has = nullptr;
    if (FcPatternGetString(found, FC_FILE, 0, &file) == FcResultMatch &&
        FcPatternGetCharSet(found, FC_CHARSET, 0, &has) == FcResultMatch &&
        FcCharSetIntersectCount(wanted, has) > 0)
      face = read_face(reinterpret_cast<char*>(file));
    FcPatternDestroy(found);
  }
  FcPatternDestroy(pattern);
  FcCharSetDestroy(wanted);
  FcConfigDestroy(config);
  return is_outline_font(face) ? face : nullptr;
}

}  // namespace sharedfate
