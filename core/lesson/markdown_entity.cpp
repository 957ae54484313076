#include "core/lesson/markdown_entity.h"

#include <array>
#include <charconv>
#include <cstdint>

#include "core/base/utf8.h"

namespace sharedfate {
namespace {

struct EntityRow {
  std::string_view name, text;
};
constexpr std::array entities{
    EntityRow{"&amp;", "&"},        EntityRow{"&lt;", "<"},          EntityRow{"&gt;", ">"},
    EntityRow{"&quot;", "\""},      EntityRow{"&nbsp;", "\u00A0"},   EntityRow{"&ndash;", "\u2013"},
    EntityRow{"&mdash;", "\u2014"}, EntityRow{"&hellip;", "\u2026"},
};

}  // namespace

std::optional<std::string> entity_text(std::string_view entity) {
  for (const EntityRow& row : entities) {
    if (row.name == entity) return std::string(row.text);
  }
  if (!entity.starts_with("&#") || !entity.ends_with(";") || entity.size() < 4) return std::nullopt;
  std::string_view digits = entity.substr(2, entity.size() - 3);
  const bool hexadecimal = digits.starts_with("x") || digits.starts_with("X");
  if (hexadecimal) digits.remove_prefix(1);
  std::uint32_t c = 0;
  const char* const end = digits.data() + digits.size();
  const auto [rest, error] = std::from_chars(digits.data(), end, c, hexadecimal ? 16 : 10);
  const bool surrogate = c >= 0xD800 && c <= 0xDFFF;
  if (error != std::errc{} || rest != end || c > 0x10FFFF || surrogate) return std::nullopt;
  if (!is_harmless(c) || c == '\n') return std::nullopt;
  return encode_utf8(c);
}

std::string known_entities() {
  std::string text;
  for (const EntityRow& row : entities) text.append(text.empty() ? "" : " ").append(row.name);
  return text;
}

}  // namespace sharedfate
