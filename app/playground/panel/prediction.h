#pragma once

#include "app/playground/panel/lesson_text.h"
#include "app/playground/panel/panel.h"

namespace sharedfate {

/// The height of the open step's question with its choices; 0 when it has none.
float prediction_height(PanelContext& context, float width, WordSize size);

/// Draws question, choices and votes; once it has run, which choice holds and what was measured. A
/// click on a choice is a vote while the room is asked.
void draw_prediction(PanelContext& context, const Rect& box, WordSize size);

/// "Choice 2 holds.": what came of the prediction, for one line; empty before the run is over.
std::string outcome_text(const StepRecord& record);

}  // namespace sharedfate
