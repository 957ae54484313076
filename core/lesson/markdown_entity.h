#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sharedfate {

/// The character that an entity stands for ("&amp;", "&#8211;", "&#x2013;"), as UTF-8. Nothing for
/// a name that lessons do not know and for a character that may not stand in a lesson.
std::optional<std::string> entity_text(std::string_view entity);

/// The names that entity_text knows, for mistakes: "&amp; &lt; ...".
std::string known_entities();

}  // namespace sharedfate
