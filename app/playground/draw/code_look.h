#pragma once

#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

#include "app/playground/draw/python_highlight.h"
#include "app/playground/draw/theme.h"

// What code looks like. No drawing library: its contrast is tested without one.
namespace sharedfate {

Tone code_tone(PythonWord word);

/// The ground of selected code. All text on it has the tone `text`.
Rgb selection_ground(const Palette& palette);

/// A part of a line that is drawn in one go.
struct CodePiece {
  std::size_t from = 0, to = 0;  ///< bytes of the line
  PythonWord word = PythonWord::plain;
  bool selected = false;
  friend bool operator==(const CodePiece&, const CodePiece&) = default;
};

/// Cuts a line where its look changes, at tabs, which are left out, and around each character
/// beyond ASCII: another font may bring it, with another width. `selected`: bytes from and to.
std::vector<CodePiece> code_pieces(std::string_view line, const std::vector<PythonSpan>& spans,
                                   std::pair<std::size_t, std::size_t> selected);

}  // namespace sharedfate
