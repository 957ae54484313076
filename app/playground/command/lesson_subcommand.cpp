#include "app/playground/command/commands.h"

#include <cerrno>
#include <cstdio>
#include <filesystem>

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/base/shell_word.h"
#include "core/base/write_file.h"
#include "core/lesson/read/lesson_reader.h"
#include "core/report/json_text.h"
#include "core/system/terminal.h"

namespace sharedfate {
namespace {

using Json = nlohmann::ordered_json;

int fail(const std::string& subcommand, const Error& error) {
  write_error(fmt::format("sharedfate lesson {}: {}\n", subcommand, error.text()));
  return exit_failure;
}

std::string name_of(const std::string& file) { return std::filesystem::path(file).stem().string(); }

/// Writes a new file. An error if a file of that name exists.
Status write_new_file(const std::string& file, std::string_view text) {
  const std::string tried = "write the new lesson " + file;
  std::FILE* const stream = std::fopen(file.c_str(), "wx");
  if (stream == nullptr && errno == EEXIST)
    return Error{tried, "there is a file of that name, and nothing is overwritten",
                 "choose another name"};
  if (stream == nullptr) return system_error(tried, "does its folder exist?");
  return write_and_close(stream, text, tried);
}

}  // namespace

int lesson_new_command(const LessonNewCommand& command) {
  if (!command.file.ends_with(".md"))
    return fail("new", Error{"write the new lesson " + command.file,
                             "lessons are files that end in .md", "add .md to its name"});
  if (const Status status = write_new_file(command.file, lesson_template()); !status)
    return fail("new", status.error());
  const std::string text = fmt::format(
      "{0} is there, with a first step and every part explained.\n"
      "See it:   sharedfate --lesson {1}     (saving the file reloads it at the same step)\n"
      "Test it:  sharedfate lesson check {1}\n",
      command.file, shell_word(command.file));
  return write_output(text) ? exit_success : exit_failure;
}

int lesson_list_command(const LessonListCommand& command) {
  const std::string folder = shipped_lessons_folder();
  if (folder.empty())
    return fail("list", Error{"list the lessons", "none came with this installation", ""});
  const Result<std::vector<std::string>> files = lesson_files(folder);
  if (!files) return fail("list", files.error());

  Json list = Json::array();
  std::string text;
  for (const std::string& file : files.value()) {
    const LessonReading reading = read_lesson_file(file);
    if (reading.lesson == nullptr) {
      const std::string why =
          reading.mistakes.empty() ? "cannot be read" : reading.mistakes.front().sentence();
      text += fmt::format("{:<28}{}\n", name_of(file), why);
      list.push_back(Json{{"name", name_of(file)}, {"file", file}, {"mistake", why}});
      continue;
    }
    const Lesson& lesson = *reading.lesson;
    text += fmt::format("{:<28}{} ({} min)\n{:<28}{}\n", name_of(file), lesson.title,
                        lesson.minutes, "", lesson.claim);
    list.push_back(Json{{"name", name_of(file)},
                        {"file", file},
                        {"title", lesson.title},
                        {"claim", lesson.claim},
                        {"chapter", lesson.chapter},
                        {"minutes", lesson.minutes},
                        {"steps", lesson.steps.size()}});
  }
  if (!command.json) text += "\nOpen one by its name: sharedfate --lesson NAME[:STEP]\n";
  return write_output(command.json ? json_text({{"lessons", list}}) : text) ? exit_success
                                                                            : exit_failure;
}

}  // namespace sharedfate
