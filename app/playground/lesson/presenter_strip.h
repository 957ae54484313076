#pragma once

#include "app/playground/lesson/lesson_controller.h"
#include "app/playground/widgets/ui.h"

namespace sharedfate {

/// Draws what only the presenter reads: notes, what comes next, and the time since the lesson was
/// opened; in the strip of the main window or in the presenter's own. Without an open lesson it
/// says so.
void draw_presenter_view(Ui& ui, const LessonController& lesson_controller, const Rect& place);

/// What the next Page Down does, in a few words: "hands up: 1", "next: Why". `behind_s`: by how
/// many seconds the machine is ahead of what the class sees.
std::string next_move_text(const LessonPlayer& player, double behind_s);

}  // namespace sharedfate
