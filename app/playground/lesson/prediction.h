#pragma once

#include "app/playground/lesson/lesson_text.h"
#include "app/playground/panel/panel.h"

namespace sharedfate {

/// The height, pixels, of the open step's question and choices; 0 if it has none.
float prediction_height(PanelContext& context, float width, WordSize size);

/// Draws question and choices; after the run, the outcome, the votes, and what was measured of the
/// right choice. Before that a number of votes is drawn as a dot for each digit, so that no vote
/// influences the others. While the class is asked, a click on a choice adds a vote and a right
/// click takes one away.
void draw_prediction(PanelContext& context, const Rect& box, WordSize size);

/// The prediction's outcome in one line: "Right: 2. No thread, but four processes."; empty if there
/// is none yet.
std::string outcome_text(const LessonPlayer& player);

/// How the class did: "9 of 26 right at first, 18 after the discussion."; empty if no choice is
/// right or nothing was counted.
std::string class_text(const LessonPlayer& player);

}  // namespace sharedfate
