#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sharedfate {

/// The character that an entity stands for ("&amp;", "&#8211;", "&#x2013;"), as UTF-8. Nothing if
/// the name is unknown or a lesson may not contain the character.
std::optional<std::string> entity_text(std::string_view entity);

/// The names that entity_text() knows, for error messages: "&amp; &lt; ...".
std::string known_entities();

}  // namespace sharedfate
