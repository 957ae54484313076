#pragma once

#include <string>
#include <string_view>

namespace sharedfate {

/// The text as one word of a POSIX shell: unchanged if no character in it is special to a shell,
/// otherwise in single quotes.
inline std::string shell_word(std::string_view text) {
  constexpr std::string_view plain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_@%+=:,./-";
  if (!text.empty() && text.find_first_not_of(plain) == text.npos) return std::string(text);
  std::string word = "'";
  for (const char c : text) word += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return word + "'";
}

}  // namespace sharedfate
