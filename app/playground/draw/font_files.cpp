#include <fontconfig/fontconfig.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <filesystem>
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

/// nullptr if the file cannot be read or is too large.
FontBytes read_file(const std::string& file) {
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

/// An empty name: there is no such file, which has been said already.
FontBytes read_face(const std::string& file, std::vector<std::string>& complaints) {
  FontBytes bytes = read_file(file);
  if (FontFace(bytes).usable()) return bytes;
  if (!file.empty())
    complaints.push_back("the font " + file +
                         " cannot be used, a built-in font without accents is used instead; "
                         "install the package fonts-dejavu-core");
  return nullptr;
}

/// The face that the pattern names, if it is usable and has some of the characters; these are
/// removed from them.
FoundFace take_face(FcPattern* pattern, std::set<char32_t>& characters) {
  FcChar8* file = nullptr;
  FcCharSet* said = nullptr;
  int index = 0;
  if (FcPatternGetString(pattern, FC_FILE, 0, &file) != FcResultMatch ||
      FcPatternGetCharSet(pattern, FC_CHARSET, 0, &said) != FcResultMatch)
    return {};
  const auto says_it_has = [said](char32_t c) { return FcCharSetHasChar(said, c) != FcFalse; };
  if (std::none_of(characters.begin(), characters.end(), says_it_has)) return {};
  FcPatternGetInteger(pattern, FC_INDEX, 0, &index);
  index &= 0xFFFF;  // above are the instances of a variable font
  FontBytes bytes = read_file(reinterpret_cast<char*>(file));
  const FontFace face(bytes, index);
  const auto taken = std::erase_if(characters, [&face](char32_t c) { return face.has(c); });
  return taken > 0 ? FoundFace{std::move(bytes), index} : FoundFace{};
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
  files.words = read_face(words, files.complaints);
  files.words_bold = words_bold == words ? files.words : read_face(words_bold, files.complaints);
  files.figures = read_face(figures, files.complaints);
  if (signs.exact) files.signs = read_face(signs.file, files.complaints);
  return files;
}

std::vector<FoundFace> find_faces_with(std::set<char32_t> characters, std::size_t most) {
  std::vector<FoundFace> faces;
  FcConfig* const config = FcInitLoadConfigAndFonts();
  if (config == nullptr) return faces;
  FcPattern* const pattern = FcPatternCreate();
  FcPatternAddString(pattern, FC_FAMILY, reinterpret_cast<const FcChar8*>("sans-serif"));
  FcConfigSubstitute(config, pattern, FcMatchPattern);
  FcDefaultSubstitute(pattern);
  FcResult result = FcResultMatch;
  if (FcFontSet* const sorted = FcFontSort(config, pattern, FcFalse, nullptr, &result)) {
    for (int i = 0; i < sorted->nfont && !characters.empty() && faces.size() < most; ++i) {
      FoundFace face = take_face(sorted->fonts[i], characters);
      if (face.bytes != nullptr) faces.push_back(std::move(face));
    }
    FcFontSetDestroy(sorted);
  }
  FcPatternDestroy(pattern);
  FcConfigDestroy(config);
  return faces;
}

}  // namespace sharedfate
