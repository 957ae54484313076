#pragma once

#include <string>
#include <vector>

#include "core/measure/measurement.h"

namespace sharedfate {

/// All that was found about one thing, in plain words: "mutex", "Lost nothing in 10 runs of ...".
struct MeasuredParagraph {
  std::string of;    ///< may be empty: it is about the whole
  std::string text;  ///< one sentence or several
};

/// The facts for the room, one paragraph for each thing that was measured, in the order in which
/// they were told; then the notes, and why it has failed. An experiment may have words of its own;
/// for the others each fact is named with its figure.
std::vector<MeasuredParagraph> paragraphs_of(const Measurement& measurement);

/// "250,000", "12.5": a figure as a sentence has it.
std::string figure_words(double value);

}  // namespace sharedfate
