#include "core/lesson/read/lesson_guard.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "core/base/utf8.h"
#include "core/lesson/read/lesson_reader.h"

namespace sharedfate {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

int lines_before(std::string_view text, std::size_t offset) {
  return static_cast<int>(std::count(text.begin(), text.begin() + static_cast<long>(offset), '\n'));
}

/// The state within one line of TOML. No string continues on the next line: such strings are
/// rejected.
class TomlLine {
 public:
  /// Takes the next character; returns whether it is outside of strings and comments.
  bool outside(char c) {
    if (comment_) return false;
    if (quote_ == 0) {
      comment_ = c == '#';
      if (c == '"' || c == '\'') quote_ = c;
      return quote_ == 0 && !comment_;
    }
    if (escaped_) {
      escaped_ = false;
    } else if (c == '\\' && quote_ == '"') {
      escaped_ = true;
    } else if (c == quote_) {
      quote_ = 0;
    }
    return false;
  }

 private:
  char quote_ = 0;
  bool escaped_ = false, comment_ = false;
};

/// Whether a dotted key ends with the character, outside of strings.
bool ends_key(char c) { return std::string_view("=,[]{}").find(c) != std::string_view::npos; }

/// Calls `use(line, number)` for each line until it returns false; returns whether it never did.
template <typename Use>
bool each_line(std::string_view text, int first_line, const Use& use) {
  for (int number = first_line; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    if (!use(text.substr(0, end), number)) return false;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return true;
}

/// How many lists and quotes a line is in at most: its markers, plus one for every two columns of
/// indentation, the least that a list takes.
int container_depth(std::string_view line) {
  int markers = 0, columns = 0;
  std::size_t at = 0;
  while (at < line.size()) {
    const char c = line[at];
    if (c == ' ' || c == '\t') {
      columns += c == '\t' ? 4 : 1;
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < line.size() && std::isdigit(static_cast<unsigned char>(line[end])) != 0) ++end;
    const bool ordered = end > at && end < line.size() && (line[end] == '.' || line[end] == ')');
    const bool bullet = c == '-' || c == '+' || c == '*';
    if (!ordered && !bullet && c != '>') break;
    at = ordered ? end + 1 : at + 1;
    const bool spaced = at == line.size() || line[at] == ' ' || line[at] == '\t';
    if (c != '>' && !spaced) break;
    ++markers;
  }
  return markers + columns / 2;
}

}  // namespace

bool guard_text(std::string_view text, Mistakes& mistakes) {
  if (text.size() > lesson_size_max) {
    mistakes.add(0, fmt::format("the file has {} bytes; a lesson has at most {}", text.size(),
                                lesson_size_max));
    return false;
  }
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint c = decode_utf8(text.substr(at));
    if (c.length == 0) {
      mistakes.add(lines_before(text, at) + 1,
                   "this is not valid UTF-8; save the file in that encoding");
      return false;
    }
    const bool line_end = c.value == '\r' && text.substr(at).starts_with("\r\n");
    if (!is_harmless(c.value) && !line_end) {
      mistakes.add(lines_before(text, at) + 1,
                   c.value == 0
                       ? std::string("there is a NUL byte; a lesson is plain text")
                       : fmt::format("the character U+{:04X} does not print; remove it", c.value));
      return false;
    }
    at += c.length;
  }
  return true;
}

bool guard_front_matter(std::string_view toml, int first_line, Mistakes& mistakes) {
  int depth = 0;
  return each_line(toml, first_line, [&](std::string_view line, int number) {
    if (line.find("\"\"\"") != std::string_view::npos ||
        line.find("'''") != std::string_view::npos) {
      mistakes.add(number,
                   "a string of the front matter is on one line, between single or double quotes");
      return false;
    }
    TomlLine state;
    int dots = 0;
    for (const char c : line) {
      if (!state.outside(c)) continue;
      if (c == '[' || c == '{') ++depth;
      if (c == ']' || c == '}') depth = std::max(0, depth - 1);
      if (c == '.') ++dots;
      if (ends_key(c)) dots = 0;
      if (depth > lesson_nesting_max) {
        mistakes.add(number, fmt::format("brackets nest more than {} deep", lesson_nesting_max));
        return false;
      }
      if (dots > dotted_key_depth_max) {
        mistakes.add(number,
                     fmt::format("a dotted key has more than {} parts", dotted_key_depth_max));
        return false;
      }
    }
    return true;
  });
}

bool guard_markdown(std::string_view markdown, int first_line, Mistakes& mistakes) {
  int brackets = 0;
  return each_line(markdown, first_line, [&](std::string_view line, int number) {
    if (container_depth(line) > lesson_nesting_max) {
      mistakes.add(number, fmt::format("lists and quotes nest more than {} deep, or the line is "
                                       "indented that far",
                                       lesson_nesting_max));
      return false;
    }
    // An empty line ends the paragraph, and with it all open brackets.
    if (line.find_first_not_of(" \t>") == std::string_view::npos) brackets = 0;
    for (const char c : line) {
      if (c == '[') ++brackets;
      if (c == ']') brackets = std::max(0, brackets - 1);
      if (brackets > lesson_nesting_max) {
        mistakes.add(number, fmt::format("brackets nest more than {} deep", lesson_nesting_max));
        return false;
      }
    }
    return true;
  });
}

std::string plain_line_ends(std::string_view text) {
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  std::string plain;
  plain.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
    plain += text[i];
  }
  return plain;
}

}  // namespace sharedfate
