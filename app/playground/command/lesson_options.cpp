#include "app/playground/command/lesson_options.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <optional>

#include <fmt/format.h>

#include "core/base/nearest_word.h"
#include "core/base/number.h"
#include "core/lesson/read/lesson_reader.h"

namespace sharedfate {
namespace {

namespace fs = std::filesystem;

struct Wanted {
  std::string lesson;
  std::optional<std::uint64_t> step;  ///< from 1
};

/// Splits NAME:STEP. If a file of the whole text exists, that file is meant.
Wanted read_wanted(const std::string& text) {
  std::error_code ignored;
  const std::size_t colon = text.rfind(':');
  if (colon == std::string::npos || fs::exists(text, ignored)) return {text, std::nullopt};
  const auto step = parse_number(std::string_view(text).substr(colon + 1));
  if (!step) return {text, std::nullopt};
  return {text.substr(0, colon), step};
}

std::string stem_of(const std::string& file) { return fs::path(file).stem().string(); }

bool names_a_file(const std::string& text) {
  return text.find('/') != std::string::npos || text.ends_with(".md");
}

/// The index of the wanted lesson in `lessons`; a file that is not in the list is appended to it.
Result<std::size_t> find_lesson(const std::string& wanted, std::vector<std::string>& lessons) {
  const std::string tried = fmt::format("open --lesson '{}'", wanted);
  std::error_code ignored;
  if (names_a_file(wanted)) {
    if (!fs::is_regular_file(wanted, ignored))
      return Error{tried, "there is no such file",
                   "'sharedfate lesson list' shows the lessons that come with the app"};
    const auto same = std::find_if(lessons.begin(), lessons.end(), [&](const std::string& each) {
      return fs::equivalent(each, wanted, ignored);
    });
    if (same != lessons.end()) return static_cast<std::size_t>(same - lessons.begin());
    lessons.push_back(wanted);
    return lessons.size() - 1;
  }
  std::vector<std::string> stems;
  for (const std::string& file : lessons) stems.push_back(stem_of(file));
  const auto found = std::find(stems.begin(), stems.end(), wanted);
  if (found != stems.end()) return static_cast<std::size_t>(found - stems.begin());
  const std::vector<std::string_view> views(stems.begin(), stems.end());
  return Error{tried, unknown_word("lesson", wanted, views),
               "a file of your own is written with its folder, or with .md"};
}

Status read_step(std::uint64_t step, const std::string& file, WindowOptions& options) {
  const LessonReading reading = read_lesson_file(file);
  // A file with mistakes is not an error here: the window shows the mistakes.
  const std::size_t steps = reading.lesson == nullptr ? 0 : reading.lesson->steps.size();
  if (step < 1 || (reading.lesson != nullptr && step > steps)) {
    return Error{fmt::format("open step {} of {}", step, file),
                 fmt::format("it has the steps 1 to {}", std::max<std::size_t>(steps, 1)), ""};
  }
  if (reading.lesson != nullptr) options.open_step = static_cast<int>(step) - 1;
  return Done{};
}

/// The folder in which programs keep state between runs (XDG_STATE_HOME); empty if there is none.
std::string state_folder() {
  const char* const state = std::getenv("XDG_STATE_HOME");
  if (state != nullptr && state[0] == '/') return state;
  const char* const home = std::getenv("HOME");
  if (home == nullptr || home[0] != '/') return "";
  return std::string(home) + "/.local/state";
}

}  // namespace

Status read_lesson_options(const LessonWords& words, WindowOptions& options) {
  const std::string state = words.no_place ? "" : state_folder();
  if (!state.empty()) {
    options.place_file = state + "/sharedfate/place.json";
    options.taught_file = state + "/sharedfate/taught.json";
  }

  const std::string folder = words.folder.empty() ? shipped_lessons_folder() : words.folder;
  if (!folder.empty()) {
    Result<std::vector<std::string>> lessons = lesson_files(folder);
    if (!lessons && !words.folder.empty()) return lessons.error();
    if (lessons) options.lesson_files = lessons.take();
  }
  if (!words.folder.empty() && options.lesson_files.empty())
    return Error{"use --lessons " + words.folder, "there are no lessons in it",
                 "lessons are files that end in .md"};
  if (words.lesson.empty()) return Done{};

  const Wanted wanted = read_wanted(words.lesson);
  const Result<std::size_t> place = find_lesson(wanted.lesson, options.lesson_files);
  if (!place) return place.error();
  options.open_lesson = place.value();
  if (!wanted.step) return Done{};
  return read_step(*wanted.step, options.lesson_files[place.value()], options);
}

}  // namespace sharedfate
