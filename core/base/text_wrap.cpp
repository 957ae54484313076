#include "core/base/text_wrap.h"

#include <algorithm>
#include <utility>

namespace sharedfate {
namespace {

bool begins_character(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; }

std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), begins_character));
}

/// The bytes of the first `count` characters.
std::size_t bytes_of(std::string_view text, std::size_t count) {
  std::size_t bytes = 0;
  for (std::size_t seen = 0; bytes < text.size(); ++bytes) {
    if (begins_character(text[bytes]) && seen++ == count) break;
  }
  return bytes;
}

}  // namespace

std::vector<std::string> wrap_text(std::string_view text, std::size_t columns,
                                   std::string_view indent) {
  std::vector<std::string> lines;
  const std::size_t room = columns - width_of(indent);
  std::string line;
  const auto end_line = [&] { lines.push_back(std::string(indent) + std::exchange(line, {})); };
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (word.empty()) continue;
    if (!line.empty() && width_of(line) + 1 + width_of(word) > room) end_line();
    for (; width_of(word) > room; end_line()) {
      line = word.substr(0, bytes_of(word, room));
      word.remove_prefix(line.size());
    }
    if (word.empty()) continue;
    if (!line.empty()) line += ' ';
    line += word;
  }
  if (!line.empty() || lines.empty()) end_line();
  return lines;
}

}  // namespace sharedfate
