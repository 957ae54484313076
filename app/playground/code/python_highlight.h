#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

// Classifies the words of Python code, for their colours. It has no grammar: each line is read
// once, from left to right, and nothing is rejected. Needs no drawing library, so that it can be
// tested without one.
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

/// The state between two lines: the string that is still open.
struct PythonState {
  char quote = 0;  ///< 0: none
  bool triple = false, raw = false;
  friend bool operator==(const PythonState&, const PythonState&) = default;
};

/// The classified words of a line (without its end), in order, not overlapping; what lies between
/// them is plain. `state`: the state after the line before; on return that after this line.
std::vector<PythonSpan> highlight_python(std::string_view line, PythonState& state);

/// Whether a block begins after this line: its code, without comments and blanks, ends in a colon.
/// `state`: as before the line.
bool opens_python_block(std::string_view line, PythonState state);

/// Whether the line ends its block: it begins with return, pass, break, continue or raise.
bool ends_python_block(std::string_view line);

}  // namespace sharedfate
