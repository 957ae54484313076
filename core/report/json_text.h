#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

namespace sharedfate {

/// The object as lines of text, indented by `indent` blanks a level, with a line end. Bytes that
/// are not UTF-8 (a dying program may have written any) become U+FFFD; characters that are not
/// harmless (core/base/utf8.h) are escaped.
std::string json_text(const nlohmann::ordered_json& json, int indent = 2);

}  // namespace sharedfate
