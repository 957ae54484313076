#pragma once

#include <optional>
#include <string>

#include "core/base/result.h"

namespace sharedfate {

/// Where a class stopped.
struct LessonPlace {
  std::string file;
  int step = 0;  ///< from 0
};

/// Reads the place that was kept there. Empty: none was, or what is there makes no sense.
std::optional<LessonPlace> load_lesson_place(const std::string& path);
/// Keeps the place, whole or not at all; makes the folders that it needs.
Status save_lesson_place(const std::string& path, const LessonPlace& place);
/// No place is kept any more.
Status forget_lesson_place(const std::string& path);

}  // namespace sharedfate
