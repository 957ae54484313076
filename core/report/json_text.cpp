#include "core/report/json_text.h"

#include <fmt/format.h>

#include <cassert>

#include <nlohmann/json.hpp>

#include "core/base/utf8.h"

namespace sharedfate {
namespace {

/// Escapes control characters and bidirectional controls. They occur within JSON strings only,
/// where the escape means the same.
std::string escaped(const std::string& json) {
  std::string text;
  text.reserve(json.size());
  for (std::size_t at = 0; at < json.size();) {
    const CodePoint c = decode_utf8(std::string_view(json).substr(at));
    if (is_harmless(c.value)) {
      text.append(json, at, c.length);
    } else if (c.value < 0x10000) {
      text += fmt::format("\\u{:04x}", c.value);
    } else {
      const std::uint32_t rest = c.value - 0x10000;
      text += fmt::format("\\u{:04x}\\u{:04x}", 0xD800 + (rest >> 10U), 0xDC00 + (rest & 0x3FFU));
    }
    at += c.length;
  }
  return text;
}

}  // namespace

std::string json_text(const nlohmann::ordered_json& object, int indent) {
  assert(object.is_object());
  constexpr auto replace = nlohmann::ordered_json::error_handler_t::replace;
  nlohmann::ordered_json json{{"schema", json_schema}};
  json.update(object);
  return escaped(json.dump(indent, ' ', false, replace)) + "\n";
}

}  // namespace sharedfate
