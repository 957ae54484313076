#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/lesson/lesson.h"

namespace sharedfate {

constexpr std::size_t lesson_size_max = 256 * 1024;  ///< bytes
constexpr int lesson_nesting_max = 32;
constexpr int dotted_key_depth_max = 16;

/// A lesson, or the mistakes in its file.
struct LessonReading {
  std::shared_ptr<const Lesson> lesson;  ///< null if there are mistakes
  std::vector<LessonMistake> mistakes;   ///< in the order of their lines
};

/// Makes a lesson from the text of a file. `file`: the name to use in mistakes. Never throws,
/// whatever the text is; runs nothing and opens nothing.
LessonReading read_lesson(std::string file, std::string_view text);

/// Reads the file and makes a lesson of it. A file that cannot be read, is not a regular file, or
/// is larger than `lesson_size_max` is a mistake.
LessonReading read_lesson_file(const std::string& file);

/// The lessons (*.md) in a folder, sorted by `order`, then by file name; files with mistakes come
/// last. Fails if the folder cannot be read.
Result<std::vector<std::string>> lesson_files(const std::string& folder);

/// The folder with the lessons that come with the app: that of the installation, else that of the
/// source tree; empty if there is none.
std::string shipped_lessons_folder();

/// A commented template for a new lesson.
std::string_view lesson_template();

}  // namespace sharedfate
