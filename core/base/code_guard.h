#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sharedfate {

/// Something in a text that a person who agrees to it cannot see.
struct CodeFlaw {
  int line = 0;      ///< from 1
  std::string text;  ///< "the character U+200B cannot be shown as what it is; …"
};

/// The first place in which Python code from elsewhere could be something other than it looks;
/// nullopt: there is none. Each character must be a usual one (core/base/usual_characters.h) that
/// is not easily taken for another. (Python reads full-width letters as ASCII.) No comment in
/// the first two lines may name an encoding other than UTF-8 (PEP 263), and at most 39 blanks (a
/// tab counts as 4) may stand before more text in a line.
std::optional<CodeFlaw> find_code_flaw(std::string_view code);

}  // namespace sharedfate
