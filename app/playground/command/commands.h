#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "app/playground/command/argument_parser.h"
#include "app/playground/window/window_options.h"
#include "core/measure/measurement_run.h"
#include "core/run/chaos.h"
#include "core/run/gil.h"
#include "core/run/run_options.h"

// What a command line can ask for, and the functions that do it. Each returns the exit status.
namespace sharedfate {

constexpr int exit_success = 0;
/// A check failed, a time limit was reached, something was left over, the user interrupted it, or
/// the output could not be written.
constexpr int exit_failure = 1;
constexpr int exit_usage = 2;
constexpr int exit_not_started = 3;  ///< a lane could not start or run

/// `sharedfate` without a subcommand: the window.
struct WindowCommand {
  WindowOptions options;
};
/// Opens the window. If that fails and no option needs a window, runs the demonstration as text.
int window_command(const WindowCommand& command);

/// `sharedfate run`.
struct RunCommand {
  RunOptions options;
  bool json = false;
};
/// Runs the tasks without a window and prints the outcome.
int run_command(const RunCommand& command);

/// `sharedfate chaos`.
struct ChaosCommand {
  ChaosOptions options;
  bool json = false;
};
/// Injects faults into running lanes and prints the result: exit_success if all faults were
/// injected and every law held. SIGINT and SIGTERM end it early; the result up to then is printed.
int chaos_command(const ChaosCommand& command);

/// `sharedfate gil`.
struct GilCommand {
  GilOptions options;
  bool json = false;
};
/// Measures the effect of the GIL on work and prints the result. SIGINT and SIGTERM end it early;
/// what was measured until then is printed.
int gil_command(const GilCommand& command);

/// `sharedfate lab NAME`.
struct LabCommand {
  const ExperimentRow* experiment = nullptr;
  Parameters parameters;
  MeasurementOptions options;
  bool json = false;
  /// Path of a CSV file for the figures of all charts; "-" for standard output, which then gets
  /// nothing else. Empty: no CSV.
  std::string csv_file;
};
/// Runs the experiment and prints the result: exit_success if the measurement was completed and all
/// output was written. SIGINT and SIGTERM end it early; what was measured until then is printed.
int lab_command(const LabCommand& command);

/// `sharedfate lab`.
struct LabListCommand {
  bool json = false;
};
/// Prints the list of experiments, except those that are operated by hand.
int lab_list_command(const LabListCommand& command);

/// `sharedfate lesson check`.
struct LessonCheckCommand {
  std::vector<std::string> paths;  ///< lesson files, and folders with lessons
  bool json = false;
  int repeat = 1;  ///< number of runs of each lesson
  bool use_namespaces = true;
  std::optional<double> rounds_limit_s;  ///< LessonCheckOptions::rounds_limit_s
};
/// Runs the lessons on real lanes and prints each expectation with the measured value:
/// exit_success if no file has mistakes and every expectation holds.
int lesson_check_command(const LessonCheckCommand& command);

/// `sharedfate lesson new`.
struct LessonNewCommand {
  std::string file;
};
/// Writes the lesson template to a new file.
int lesson_new_command(const LessonNewCommand& command);

/// `sharedfate lesson list`.
struct LessonListCommand {
  bool json = false;
};
/// Prints the lessons that come with the app.
int lesson_list_command(const LessonListCommand& command);

/// `sharedfate faults`, `workloads`, `lanes`, `policies`.
struct ListCommand {
  enum class Table : std::uint8_t { faults, workloads, lanes, policies };
  Table table = Table::faults;
  bool json = false;
};
/// Prints one of the tables.
int list_command(const ListCommand& command);

using Command = std::variant<WindowCommand, RunCommand, ChaosCommand, GilCommand, ListCommand,
                             LessonCheckCommand, LessonNewCommand, LessonListCommand, LabCommand,
                             LabListCommand, PrintCommand>;

/// Parses the command line. Lists the lessons and reads the files that options name (a lesson,
/// Python code); changes nothing.
std::variant<Command, UsageError> parse_command_line(int argument_count,
                                                     const char* const* arguments);

}  // namespace sharedfate
