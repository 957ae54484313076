#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

// Text that comes from elsewhere: from a file, from a program that is dying.
namespace sharedfate {

struct CodePoint {
  std::uint32_t value = 0;
  std::size_t length = 0;  ///< in bytes; 0: this is not UTF-8
};

/// Decodes the first code point of a text that is not empty; refuses overlong forms, surrogates and
/// what is beyond Unicode.
CodePoint decode_utf8(std::string_view text);

/// The character in UTF-8. Precondition: Unicode has it, and it is no surrogate.
std::string encode_utf8(std::uint32_t c);

/// Whether a character prints, or is a tab or the end of a line. Control characters could speak to
/// the terminal that shows the text; bidirectional controls, and tags, which are invisible,
/// make a line look like another one; line and paragraph separators end a line for some programs
/// and not for others.
bool is_harmless(std::uint32_t c);

/// Whether all of a text is one line of such characters.
bool is_one_harmless_line(std::string_view text);

/// The text with a question mark for each byte that is no UTF-8 and each character that is not
/// harmless.
std::string harmless_text(std::string_view text);

}  // namespace sharedfate
