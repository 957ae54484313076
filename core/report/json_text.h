#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

namespace sharedfate {

/// The object as text of several lines, indented by `indent` spaces a level, with a final newline.
/// Bytes that are not UTF-8 (a crashing program may have written any) become U+FFFD; characters
/// that are not harmless (core/base/utf8.h) are escaped.
std::string json_text(const nlohmann::ordered_json& json, int indent = 2);

}  // namespace sharedfate
