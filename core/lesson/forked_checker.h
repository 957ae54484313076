#pragma once

#include <functional>
#include <optional>

#include "core/lesson/app_end.h"
#include "core/lesson/lesson_check.h"

// The check of a lesson in which the app is killed: it does so in processes of its own, each of
// which goes on where the one before it died. What the room sees when the app is opened again, the
// check sees in the next of them.
namespace sharedfate {

/// Where a walk begins.
struct CheckReturn {
  int step = 0;
  std::optional<AppEnd> end;  ///< what the end of the process before has left; nothing: none died
};

/// Walks the lesson from there. `kill_app` is called in a step that kills the app, with its number
/// from 0, and does not return; it may be empty for a lesson without such steps.
LessonCheck walk_lesson(const Lesson& lesson, const LessonCheckOptions& options,
                        const CheckReturn& from,
                        const std::function<void(const LessonFinding&)>& found,
                        const std::function<void(int step)>& kill_app);

/// check_lesson() for a lesson that kills the app. Forks: the caller has one thread only.
LessonCheck check_in_forked_checkers(const Lesson& lesson, const LessonCheckOptions& options,
                                     const std::function<void(const LessonFinding&)>& found);

}  // namespace sharedfate
