#pragma once

#include <string_view>

#include "core/lesson/lesson.h"
#include "core/lesson/mistakes.h"

namespace sharedfate {

/// A lesson's file in two: between its lines of "+++", and after the second one.
struct LessonParts {
  std::string_view toml, markdown;
  int toml_line = 2, markdown_line = 3;  ///< the first line of each in the file
};

/// One key of the front matter, for the reader and for the reference.
struct FrontMatterKeyRow {
  std::string_view name;
  std::string_view form;      ///< an example: "minutes = 5"
  std::string_view sentence;  ///< what it says, with its limits
  bool required;
};
std::span<const FrontMatterKeyRow> front_matter_keys();

/// Finds the parts. Adds a mistake and returns false where there is no front matter.
bool split_lesson(std::string_view text, LessonParts& parts, Mistakes& mistakes);

/// Reads the front matter into everything of the lesson but its steps. `toml` must have passed
/// guard_front_matter. Returns whether the lanes are known, so that scripts can be checked.
bool read_front_matter(std::string_view toml, int first_line, Lesson& lesson, Mistakes& mistakes);

/// How many characters (code points) a text has.
std::size_t character_count(std::string_view text);

}  // namespace sharedfate
