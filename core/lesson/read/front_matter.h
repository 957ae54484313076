#pragma once

#include <string_view>

#include "core/lesson/lesson.h"
#include "core/lesson/read/mistakes.h"

namespace sharedfate {

/// The two parts of a lesson's file: between the lines "+++", and after the second of them.
struct LessonParts {
  std::string_view toml, markdown;
  int toml_line = 2, markdown_line = 3;  ///< the line of the file at which each begins
};

/// One key of the front matter, for the parser and the reference.
struct FrontMatterKeyRow {
  std::string_view name;
  std::string_view form;      ///< an example: "minutes = 5"
  std::string_view sentence;  ///< its meaning and its limits
  bool required;
};
std::span<const FrontMatterKeyRow> front_matter_keys();

/// Finds the parts. Adds a mistake and returns false if there is no complete front matter.
bool split_lesson(std::string_view text, LessonParts& parts, Mistakes& mistakes);

/// Reads everything of the lesson but its steps. `toml` must have passed guard_front_matter().
/// Returns whether the lanes are known, so that scripts can be checked.
bool read_front_matter(std::string_view toml, int first_line, Lesson& lesson, Mistakes& mistakes);

/// The number of characters (code points) of a UTF-8 text.
std::size_t character_count(std::string_view text);

}  // namespace sharedfate
