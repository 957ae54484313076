#pragma once

#include "app/playground/lesson/lesson_text.h"
#include "app/playground/panel/panel.h"

namespace sharedfate {

/// The height, pixels, of the open step's question and choices; 0 if it has none.
float prediction_height(PanelContext& context, float width, WordSize size);

/// Draws question, choices and votes; after the run, the outcome, and what was measured of the
/// right choice. While the class is asked, a click on a choice adds a vote and a right click takes
/// one away.
void draw_prediction(PanelContext& context, const Rect& box, WordSize size);

/// The prediction's outcome in one line: "Right: 2. No thread, but four processes."; empty if there
/// is none yet.
std::string outcome_text(const LessonPlayer& player);

}  // namespace sharedfate
