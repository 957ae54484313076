#pragma once

#include <string>
#include <string_view>

#include "core/lesson/read/mistakes.h"

// Checks of a lesson's text before it is parsed. The parsers are not made for hostile files: toml++
// recurses for each level of nesting and each part of a dotted key.
namespace sharedfate {

/// Checks size, UTF-8, NUL bytes and other control characters. Adds a mistake and returns false at
/// the first problem.
bool guard_text(std::string_view text, Mistakes& mistakes);

/// Checks how deep brackets nest, limits the dots of a line, of which each could belong to a dotted
/// key, and rejects strings of several lines. `first_line`: of `toml` in the file.
bool guard_front_matter(std::string_view toml, int first_line, Mistakes& mistakes);

/// Checks how deep lists, quotes and brackets nest in the Markdown. The estimate may be too high,
/// but not too low.
bool guard_markdown(std::string_view markdown, int first_line, Mistakes& mistakes);

/// The text without a byte order mark, and with lines that end with \n alone.
std::string plain_line_ends(std::string_view text);

}  // namespace sharedfate
