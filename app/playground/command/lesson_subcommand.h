#pragma once

#include <string>
#include <vector>

// `sharedfate lesson ...`: lessons without a window.
namespace sharedfate {

/// `lesson check`.
struct LessonCheckCommand {
  std::vector<std::string> paths;  ///< files, and folders of them
  bool json = false;
  int repeat = 1;  ///< how often each lesson is run
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

/// Runs the lessons for real and prints each expectation with what was measured. Returns the exit
/// status: success when everything holds.
int lesson_check_command(const LessonCheckCommand& command);

/// Writes the starting point for a lesson into a new file. Returns the exit status.
int lesson_new_command(const LessonNewCommand& command);

/// Prints the lessons that come with the app. Returns the exit status.
int lesson_list_command(const LessonListCommand& command);

}  // namespace sharedfate
