#pragma once

#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

#include "app/playground/code/python_highlight.h"
#include "app/playground/draw/theme.h"

// The colours of code. Needs no drawing library, so that the contrast can be tested without one.
namespace sharedfate {

Tone code_tone(PythonWord word);

/// The background of selected code. All text on it has the tone `text`.
Rgb selection_ground(const Palette& palette);

/// A part of a line that is drawn in one call.
struct CodePiece {
  std::size_t from = 0, to = 0;  ///< bytes of the line
  PythonWord word = PythonWord::plain;
  bool selected = false;
  friend bool operator==(const CodePiece&, const CodePiece&) = default;
};

/// Splits a line where its look changes, at tabs and carriage returns, which are left out, and
/// around each non-ASCII character, because that may come from another font with another width.
/// `selected`: first and end byte.
std::vector<CodePiece> code_pieces(std::string_view line, const std::vector<PythonSpan>& spans,
                                   std::pair<std::size_t, std::size_t> selected);

}  // namespace sharedfate
