#pragma once

#include <string>
#include <string_view>

#include "core/lesson/mistakes.h"

// What neither of the parsers may ever see. They are well kept, but written for documents of
// friends: toml++ calls itself once for each level of nesting and each part of a dotted key.
namespace sharedfate {

/// Checks size, NUL bytes, control characters and UTF-8 before anything is parsed. Adds a mistake
/// and returns false on the first thing that is wrong.
bool guard_text(std::string_view text, Mistakes& mistakes);

/// Checks the nesting of a front matter and the depth of its dotted keys. `first_line`: of the
/// file.
bool guard_front_matter(std::string_view toml, int first_line, Mistakes& mistakes);

/// Checks how deep lists, quotes and brackets may nest in the Markdown: counts too much rather than
/// too little.
bool guard_markdown(std::string_view markdown, int first_line, Mistakes& mistakes);

/// The text without a byte order mark and with \n at the end of its lines.
std::string plain_line_ends(std::string_view text);

}  // namespace sharedfate
