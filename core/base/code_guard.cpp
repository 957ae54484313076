#include "core/base/code_guard.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "core/base/usual_characters.h"
#include "core/base/utf8.h"

namespace sharedfate {
namespace {

constexpr std::size_t blanks_max = 39;

/// Whether the character is seen for what it is. Of the usual ones these are excluded: the no-break
/// space, the invisible soft hyphen, and ª and º, which Python reads as a and o.
bool is_allowed(std::uint32_t c) {
  constexpr std::array<std::uint32_t, 4> misleading{0xA0, 0xAD, 0xAA, 0xBA};
  if (c == '\t') return true;
  return is_in(usual_characters, c) &&
         std::find(misleading.begin(), misleading.end(), c) == misleading.end();
}

std::string named(std::uint32_t c) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string text;
  for (std::uint32_t rest = c; rest != 0 || text.size() < 4; rest /= 16)
    text.insert(text.begin(), digits[rest % 16]);
  return "the character U+" + text;
}

/// Whether a comment in the line could declare an encoding other than UTF-8 as in PEP 263:
/// "coding", ':' or '=', and a name. Python takes the first that has a name; here none of them may
/// name another encoding.
bool names_other_encoding(std::string_view line) {
  constexpr std::string_view word = "coding";
  const std::size_t comment = std::min(line.find('#'), line.size());
  for (std::size_t at = line.find(word, comment); at != line.npos; at = line.find(word, at + 1)) {
    std::string_view rest = line.substr(at + word.size());
    if (rest.empty() || (rest.front() != ':' && rest.front() != '=')) continue;
    rest.remove_prefix(std::min(rest.find_first_not_of(" \t", 1), rest.size()));
    std::string name;
    for (const char c : rest) {
      if (std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '-' && c != '_' && c != '.')
        break;
      name += c == '_' ? '-' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
    if (!name.empty() && name != "utf-8" && name != "utf8") return true;
  }
  return false;
}

bool hides_code(std::string_view line) {
  std::size_t blanks = 0;
  for (const char c : line) {
    if (c != ' ' && c != '\t' && blanks > blanks_max) return true;
    blanks = c == ' ' ? blanks + 1 : c == '\t' ? blanks + 4 : 0;
  }
  return false;
}

/// What is wrong with a line; empty: nothing.
std::string flaw_of(std::string_view line, int number) {
  for (std::size_t at = 0; at < line.size();) {
    const CodePoint c = decode_utf8(line.substr(at));
    if (c.length == 0) return "a byte is not UTF-8; save the text in that encoding";
    if (!is_allowed(c.value))
      return named(c.value) + " cannot be shown as what it is; write it otherwise";
    at += c.length;
  }
  if (hides_code(line))
    return "more than " + std::to_string(blanks_max) + " blanks hide what follows them";
  constexpr int encoding_lines = 2;
  if (number <= encoding_lines && names_other_encoding(line))
    return "this comment has Python read the text in another encoding; remove it";
  return {};
}

}  // namespace

std::optional<CodeFlaw> find_code_flaw(std::string_view code) {
  for (int number = 1; !code.empty(); ++number) {
    const std::size_t end = std::min(code.find('\n'), code.size());
    if (std::string flaw = flaw_of(code.substr(0, end), number); !flaw.empty())
      return CodeFlaw{number, std::move(flaw)};
    code.remove_prefix(std::min(end + 1, code.size()));
  }
  return std::nullopt;
}

}  // namespace sharedfate
