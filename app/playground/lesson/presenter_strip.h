#pragma once

#include "app/playground/lesson/lesson_controller.h"
#include "app/playground/widgets/ui.h"

namespace sharedfate {

enum class Reader : std::uint8_t {
  presenter,  ///< in a window of its own
  anyone,     ///< under the class's picture: the votes are not shown there
};

/// Draws what is for the presenter: notes, what comes next, and the time since the lesson was
/// opened; in the strip of the main window or in the presenter's own. Without an open lesson it
/// says so.
void draw_presenter_view(Ui& ui, const LessonController& lesson_controller, const Rect& place,
                         Reader reader);

/// The same where there is a whole window for it, and a demo is open: also the steps, and the votes
/// of both rounds.
void draw_presenter_window(Ui& ui, const LessonController& lesson_controller, const Rect& place);

/// What the next Page Down does, in a few words: "hands up: 1", "next: Why". `is_behind`: the
/// machine is ahead of what the class sees.
std::string next_move_text(const LessonPlayer& player, bool is_behind);

}  // namespace sharedfate
