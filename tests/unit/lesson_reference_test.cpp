// The reference of the lesson format names every word that the parsers know, and the lessons that
// come with the app follow the guide for authors.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "core/lesson/fact.h"
#include "core/lesson/read/front_matter.h"
#include "core/lesson/read/lesson_reader.h"
#include "core/lesson/read/lesson_script.h"

namespace sharedfate {
namespace {

namespace fs = std::filesystem;

std::string reference() {
  const fs::path source_tree = fs::path(shipped_lessons_folder()).parent_path().parent_path();
  std::ifstream file(source_tree / "docs" / "lessons.md");
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// How many words the class has to read.
std::size_t words_for_the_room(const LessonStep& step) {
  std::size_t words = 0;
  for (const Block& block : step.blocks) {
    std::string text;
    for (const TextRun& run : block.runs) text += run.text;
    std::istringstream stream(text);
    for (std::string word; stream >> word;) ++words;
  }
  return words;
}

TEST(LessonReference, names_every_word_of_the_format) {
  const std::string text = reference();
  ASSERT_FALSE(text.empty()) << "docs/lessons.md is not where the lessons' folder says";
  const auto has_row = [&](std::string_view name) {
    const std::string row = "| `" + std::string(name);
    return text.find(row + "`") != std::string::npos || text.find(row + " ") != std::string::npos;
  };
  for (const FactRow& row : facts()) {
    const bool named = row.of_machine
                           ? text.find("`" + std::string(row.name) + "`") != std::string::npos
                           : has_row(row.name);
    EXPECT_TRUE(named) << "no row for the fact " << row.name;
  }
  for (const ScriptVerbRow& row : script_verbs()) {
    EXPECT_TRUE(has_row(row.name)) << "no row for the verb " << row.name;
  }
  for (const FrontMatterKeyRow& row : front_matter_keys()) {
    EXPECT_TRUE(has_row(row.name)) << "no row for the key " << row.name;
  }
}

TEST(ShippedLessons, follow_the_guide_for_authors) {
  constexpr std::size_t words_max = 40;
  const auto files = lesson_files(shipped_lessons_folder());
  ASSERT_TRUE(files) << files.error().text();
  ASSERT_FALSE(files.value().empty());
  for (const std::string& file : files.value()) {
    const LessonReading reading = read_lesson_file(file);
    for (const LessonMistake& mistake : reading.mistakes) ADD_FAILURE() << mistake.sentence();
    if (reading.lesson == nullptr) continue;
    EXPECT_GE(reading.lesson->minutes, 2) << file;
    EXPECT_LE(reading.lesson->minutes, 5) << file;
    for (const LessonStep& step : reading.lesson->steps) {
      const std::string where = file + ": " + step.title;
      EXPECT_FALSE(step.notes.empty()) << where << ": a presenter needs notes";
      EXPECT_LE(words_for_the_room(step), words_max) << where << ": too much to read";
      if (!step.run.empty()) {
        EXPECT_TRUE(step.has_setup) << where << ": what runs begins from fresh lanes";
      }
    }
  }
}

}  // namespace
}  // namespace sharedfate
