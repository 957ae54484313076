#pragma once

#include <string>
#include <vector>

// `sharedfate lesson ...`: lessons without a window.
namespace sharedfate {

/// `lesson check`.
struct LessonCheckCommand {
  std::vector<std::string> paths;  ///< lesson files, and folders with lessons
  bool json = false;
  int repeat = 1;  ///< number of runs of each lesson
  bool use_namespaces = true;
};
/// `lesson new`.
struct LessonNewCommand {
  std::string file;
};
/// `lesson list`.
struct LessonListCommand {
  bool json = false;
};

/// Runs the lessons on real lanes and prints each expectation with the measured value. Returns the
/// exit status: exit_success if no file has mistakes and every expectation holds.
int lesson_check_command(const LessonCheckCommand& command);

/// Writes the lesson template to a new file. Returns the exit status.
int lesson_new_command(const LessonNewCommand& command);

/// Prints the lessons that come with the app. Returns the exit status.
int lesson_list_command(const LessonListCommand& command);

}  // namespace sharedfate
