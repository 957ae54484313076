#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

// Text from untrusted sources: files, and programs that are crashing.
namespace sharedfate {

struct CodePoint {
  std::uint32_t value = 0;
  std::size_t length = 0;  ///< in bytes; 0: not UTF-8
};

/// Decodes the first code point of a text that is not empty. Refuses overlong forms, surrogates,
/// and values beyond Unicode.
CodePoint decode_utf8(std::string_view text);

/// The character in UTF-8. Precondition: `c` is a code point of Unicode and no surrogate.
std::string encode_utf8(std::uint32_t c);

/// Whether a character is safe to show. Refused: control characters except tab and newline, which
/// could control the terminal; bidirectional controls and invisible tags, which make a line look
/// like another one; line and paragraph separators, which end a line for some programs only.
bool is_harmless(std::uint32_t c);

/// Whether the text is a single line of such characters.
bool is_one_harmless_line(std::string_view text);

/// The text with a question mark for each byte that is not UTF-8 and each character that is not
/// harmless.
std::string harmless_text(std::string_view text);

}  // namespace sharedfate
