#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/measure/measurement.h"

namespace sharedfate {

/// The results about one subject in sentences: "mutex", "Expected 400, measured 400: nothing lost
/// in 10 runs. ...".
struct MeasuredParagraph {
  std::string of;    ///< empty: the text is about the whole measurement
  std::string text;  ///< one sentence or several
};

/// The facts for the class, one paragraph for each subject, in the order in which they were
/// reported; then how busy the machine was, the notes, and how many records were rejected. If it
/// was so busy that figures of time cannot be trusted, that comes first, with `remedy`. Some
/// experiments have sentences of their own; for the others each fact is listed with its name.
std::vector<MeasuredParagraph> paragraphs_of(const Measurement& measurement,
                                             std::string_view remedy = measure_again);

/// A number as a sentence has it: "250,000", "12.5".
std::string figure_words(double value);

}  // namespace sharedfate
