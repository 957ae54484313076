#pragma once

#include <string>

#include "app/playground/window/window_options.h"
#include "core/base/result.h"

namespace sharedfate {

/// What was said about lessons on the command line; empty: nothing.
struct LessonWords {
  std::string lesson;  ///< FILE or NAME, and where in it: "one-crash-two-fates:3"
  std::string folder;  ///< the shelf
  bool no_place = false;
};

/// Fills the shelf, the open lesson, its step and the place's file into the options. Looks which
/// lessons there are. The error says what is allowed and which lesson is the nearest.
Status read_lesson_options(const LessonWords& words, WindowOptions& options);

}  // namespace sharedfate
