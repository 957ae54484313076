#include "core/base/code_guard.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "core/base/drawn_characters.h"
#include "core/base/python_highlight.h"
#include "core/base/utf8.h"

namespace sharedfate {
namespace {

constexpr std::size_t blanks_max = 39;

/// Whether the window shows it as what it is. Of what its fonts draw, these are taken for others:
/// a blank, a hyphen that is not seen, and two letters that are a and o to Python.
bool is_allowed(std::uint32_t c) {
  constexpr std::array<std::uint32_t, 4> misleading{0xA0, 0xAD, 0xAA, 0xBA};
  if (c == '\t') return true;
  return std::any_of(
             drawn_characters.begin(), drawn_characters.end(),
             [c](const CharacterRange& range) { return c >= range.first && c <= range.last; }) &&
         std::find(misleading.begin(), misleading.end(), c) == misleading.end();
}

std::string named(std::uint32_t c) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string text;
  for (std::uint32_t rest = c; rest != 0 || text.size() < 4; rest /= 16)
    text.insert(text.begin(), digits[rest % 16]);
  return "the character U+" + text;
}

/// What PEP 263 finds in a comment of the first two lines: "coding", ':' or '=', and a name.
bool names_other_encoding(std::string_view comment) {
  const std::size_t word = comment.find("coding");
  if (word == std::string_view::npos) return false;
  std::string_view rest = comment.substr(word + 6);
  if (rest.empty() || (rest.front() != ':' && rest.front() != '='))
    return names_other_encoding(comment.substr(word + 6));
  rest.remove_prefix(std::min(rest.find_first_not_of(" \t", 1), rest.size()));
  std::string name;
  for (const char c : rest) {
    if (std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '-' && c != '_' && c != '.') break;
    name += c == '_' ? '-' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return !name.empty() && name != "utf-8" && name != "utf8";
}

/// Reads a text line by line.
class Guard {
 public:
  /// What is wrong with the next line; empty: nothing.
  std::string flaw_of(std::string_view line) {
    ++number_;
    for (std::size_t at = 0; at < line.size();) {
      const CodePoint c = decode_utf8(line.substr(at));
      if (c.length == 0) return "a byte is not UTF-8; save the text in that encoding";
      if (!is_allowed(c.value))
        return named(c.value) + " cannot be shown as what it is; write it otherwise";
      at += c.length;
    }
    if (hides_code(line))
      return "more than " + std::to_string(blanks_max) + " blanks hide what follows them";
    return flaw_of_words(line);
  }

 private:
  static bool hides_code(std::string_view line) {
    std::size_t blanks = 0;
    for (const char c : line) {
      if (c != ' ' && c != '\t' && blanks > blanks_max) return true;
      blanks = c == ' ' ? blanks + 1 : c == '\t' ? blanks + 4 : 0;
    }
    return false;
  }

  std::string flaw_of_words(std::string_view line) {
    const bool in_string = state_.quote != 0;
    const std::vector<PythonSpan> spans = highlight_python(line, state_);
    std::vector<bool> spoken(line.size(), false);  // comment or string
    for (const PythonSpan& span : spans) {
      const std::string_view words = line.substr(span.from, span.to - span.from);
      if (span.word == PythonWord::comment) {
        constexpr int cookie_lines = 2;
        if (number_ <= cookie_lines && names_other_encoding(words))
          return "this comment has Python read the text in another encoding; remove it";
        std::fill_n(spoken.begin() + static_cast<std::ptrdiff_t>(span.from), words.size(), true);
      }
      if (span.word != PythonWord::string) continue;
      // A string that the line before left open keeps its braces, too.
      if (!(in_string && span.from == 0)) braces_ = 0;
      for (std::size_t i = span.from; i < span.to; ++i) {
        if (line[i] == '{') ++braces_;
        if (line[i] == '}' && braces_ > 0) --braces_;
        spoken[i] = braces_ == 0;
      }
    }
    for (std::size_t i = 0; i < line.size(); ++i) {
      if (static_cast<unsigned char>(line[i]) < 0x80U || spoken[i]) continue;
      return named(decode_utf8(line.substr(i)).value) +
             " stands outside of comments and strings; names are of ASCII letters here";
    }
    return {};
  }

  PythonState state_;
  int number_ = 0;
  int braces_ = 0;  ///< open in the string that is read
};

}  // namespace

std::optional<CodeFlaw> find_code_flaw(std::string_view code) {
  Guard guard;
  for (int number = 1; !code.empty(); ++number) {
    const std::size_t end = std::min(code.find('\n'), code.size());
    if (std::string flaw = guard.flaw_of(code.substr(0, end)); !flaw.empty())
      return CodeFlaw{number, std::move(flaw)};
    code.remove_prefix(std::min(end + 1, code.size()));
  }
  return std::nullopt;
}

}  // namespace sharedfate
