#pragma once

#include <optional>
#include <set>
#include <string>

#include "core/base/result.h"
#include "core/lesson/play/lesson_player.h"

namespace sharedfate {

/// An app that may be killed in its present step: what the next app needs to judge that step.
struct MortalApp {
  ProcessSnapshot snapshot;
  Votes votes{};

  friend bool operator==(const MortalApp&, const MortalApp&) = default;
};

/// Where a class stopped.
struct LessonPlace {
  std::string file;
  int step = 0;                  ///< from 0
  std::optional<MortalApp> app;  ///< during a step that kills the app; gone after an orderly end

  friend bool operator==(const LessonPlace&, const LessonPlace&) = default;
};

/// Reads the kept place. Empty: there is none, or the file is invalid.
std::optional<LessonPlace> load_lesson_place(const std::string& path);
/// Saves the place, completely or not at all; creates missing folders.
Status save_lesson_place(const std::string& path, const LessonPlace& place);
/// Deletes the kept place.
Status forget_lesson_place(const std::string& path);

/// The files of the lessons that were taught to their end on this computer, as saved; empty if
/// there are none, or the file is invalid.
std::set<std::string> load_taught(const std::string& path);
/// Saves them, completely or not at all; creates missing folders.
Status save_taught(const std::string& path, const std::set<std::string>& files);

}  // namespace sharedfate
