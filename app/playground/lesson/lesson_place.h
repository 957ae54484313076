#pragma once

#include <optional>
#include <string>

#include "core/base/result.h"
#include "core/lesson/lesson_player.h"

namespace sharedfate {

/// What is known of an app that may be killed in the step it is at: enough for its successor to
/// judge that step.
struct MortalApp {
  ProcessSnapshot snapshot;
  Votes votes{};

  friend bool operator==(const MortalApp&, const MortalApp&) = default;
};

/// Where a class stopped.
struct LessonPlace {
  std::string file;
  int step = 0;                  ///< from 0
  std::optional<MortalApp> app;  ///< in a step that kills the app, until the app ends in good order

  friend bool operator==(const LessonPlace&, const LessonPlace&) = default;
};

/// Reads the place that was kept there. Empty: none was, or what is there makes no sense.
std::optional<LessonPlace> load_lesson_place(const std::string& path);
/// Keeps the place, whole or not at all; makes the folders that it needs.
Status save_lesson_place(const std::string& path, const LessonPlace& place);
/// No place is kept any more.
Status forget_lesson_place(const std::string& path);

}  // namespace sharedfate
