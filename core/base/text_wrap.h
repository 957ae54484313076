#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace sharedfate {

/// Wraps text at its spaces into lines of at most `columns` characters (code points), each of which
/// begins with `indent`. A word that is longer than a line is broken. At least one line.
/// Precondition: the indent is shorter than a line.
std::vector<std::string> wrap_text(std::string_view text, std::size_t columns,
                                   std::string_view indent = "");

}  // namespace sharedfate
