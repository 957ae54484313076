#pragma once

#include <functional>
#include <optional>

#include "core/lesson/app_end.h"
#include "core/lesson/check/lesson_check.h"

// The check of a lesson that kills the app. It runs in forked processes: where one of them is
// killed, the next one continues, as the app does when it is opened again.
namespace sharedfate {

/// Where a check starts.
struct CheckReturn {
  int step = 0;
  std::optional<AppEnd>
      end;  ///< what was left when the process before was killed; nothing: none was
};

/// Checks the lesson from there on, in the calling process. `kill_app` is called at a step that
/// kills the app, with its index from 0, and must not return; it may be empty if there is no such
/// step.
LessonCheck walk_lesson(const Lesson& lesson, const LessonCheckOptions& options,
                        const CheckReturn& from,
                        const std::function<void(const LessonFinding&)>& found,
                        const std::function<void(int step)>& kill_app);

/// check_lesson() for a lesson that kills the app. Forks: the calling process must have one thread
/// only.
LessonCheck check_in_forked_checkers(const Lesson& lesson, const LessonCheckOptions& options,
                                     const std::function<void(const LessonFinding&)>& found);

}  // namespace sharedfate
