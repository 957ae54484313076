#pragma once

#include "app/playground/draw/ui.h"
#include "app/playground/lesson/lesson_controller.h"

namespace sharedfate {

/// What the presenter alone reads: notes, what comes next, and a clock since the lesson was opened.
/// Drawn into the strip of the room's window, or into the presenter's own. Says so when no lesson
/// is open.
void draw_presenter_view(Ui& ui, const LessonController& lesson_controller, const Rect& place);

/// What the next Page Down does, in a few words: "hands up for choice 1", "next: Why".
std::string next_move_text(const LessonPlayer& player);

}  // namespace sharedfate
