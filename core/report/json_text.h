#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

namespace sharedfate {

/// Version of all JSON that the app writes, as docs/json.md describes it. A new key leaves it as it
/// is; a key that goes, or means something else, raises it.
constexpr int json_schema = 1;

/// The object with a first key "schema", as text of several lines, indented by `indent` spaces a
/// level, with a final newline. Bytes that are not UTF-8 (a crashing program may have written any)
/// become U+FFFD; characters that are not harmless (core/base/utf8.h) are escaped.
std::string json_text(const nlohmann::ordered_json& object, int indent = 2);

}  // namespace sharedfate
