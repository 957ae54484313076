#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sharedfate {

/// What a person who agrees to a text could not see of it.
struct CodeFlaw {
  int line = 0;      ///< from 1
  std::string text;  ///< "the character U+200B cannot be shown as what it is; …"
};

/// Whether Python code from elsewhere could be something else than it shows; the first place where
/// it could. Allowed are ASCII and, in comments and in strings, but not in the braces of an
/// f-string, what else the window can draw. (Full-width letters it cannot, and Python reads them as
/// ASCII.) No comment may name another encoding (PEP 263), and no 40 blanks may stand
/// before more code of a line.
std::optional<CodeFlaw> find_code_flaw(std::string_view code);

}  // namespace sharedfate
