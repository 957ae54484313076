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
/// it could. Each character must be one that the window draws, and that looks like no other one
/// that it does. (Full-width letters it does not draw, and Python reads them as ASCII.) No comment
/// may name an encoding but UTF-8 (PEP 263), and at most 39 blanks may stand before more of a line.
std::optional<CodeFlaw> find_code_flaw(std::string_view code);

}  // namespace sharedfate
