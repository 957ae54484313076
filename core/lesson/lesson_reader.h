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

/// A lesson, or everything that is wrong with its file.
struct LessonReading {
  std::shared_ptr<const Lesson> lesson;  ///< null when there are mistakes
  std::vector<LessonMistake> mistakes;   ///< in the order of their lines
};

/// Makes a lesson out of a file's text. `file` is the name that mistakes carry. Never throws,
/// whatever the text; runs nothing, opens nothing.
LessonReading read_lesson(std::string file, std::string_view text);

/// Reads the file and makes a lesson of it. A file that is too large is not read.
LessonReading read_lesson_file(const std::string& file);

/// The lessons (*.md) of a folder, in their order, then by file name; what cannot be read is left
/// to read_lesson_file. An error if the folder cannot be read.
Result<std::vector<std::string>> lesson_files(const std::string& folder);

/// The folder with the lessons that come with the app: beside the installed program, or of the
/// source tree; empty when there is none.
std::string shipped_lessons_folder();

/// The commented starting point for a lesson of one's own.
std::string_view lesson_template();

}  // namespace sharedfate
