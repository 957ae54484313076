#pragma once

#include <string>

#include "app/playground/window/window_options.h"
#include "core/base/result.h"

namespace sharedfate {

/// The lesson options of the command line; empty: not given.
struct LessonWords {
  std::string lesson;  ///< FILE or NAME, optionally with a step: "one-crash-two-fates:3"
  std::string folder;  ///< of the lessons; empty: those that come with the app
  bool no_place = false;
};

/// Sets the list of lessons, the open lesson and its step, and the file that keeps the place in a
/// lesson. Reads the folder of lessons and, if a step is given, that lesson. The error says what is
/// allowed and names the nearest lesson.
Status read_lesson_options(const LessonWords& words, WindowOptions& options);

}  // namespace sharedfate
