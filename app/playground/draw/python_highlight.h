#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

// What a word of Python is, for its colour. No grammar: a line is read once, from left to right,
// and nothing is refused. No drawing library: it is tested without one.
namespace sharedfate {

enum class PythonWord : std::uint8_t {
  plain,
  keyword,
  builtin,
  defined,  ///< the name after def or class
  decorator,
  string,
  number,
  comment,
};

struct PythonSpan {
  std::size_t from = 0, to = 0;  ///< bytes of the line
  PythonWord word = PythonWord::plain;
  friend bool operator==(const PythonSpan&, const PythonSpan&) = default;
};

/// What one line hands on to the next: the string that it leaves open.
struct PythonState {
  char quote = 0;  ///< 0: none
  bool triple = false, raw = false;
  friend bool operator==(const PythonState&, const PythonState&) = default;
};

/// The words of a line without its end, in order, not overlapping; what lies between them is plain.
/// `state` is that after the line before, and then that after this one.
std::vector<PythonSpan> highlight_python(std::string_view line, PythonState& state);

/// Whether a block begins after this line: its code, without comment and blanks, ends in a colon.
/// `state` as before the line.
bool opens_python_block(std::string_view line, PythonState state);

/// Whether nothing of its block can follow this line: return, pass, break, continue, raise.
bool ends_python_block(std::string_view line);

}  // namespace sharedfate
