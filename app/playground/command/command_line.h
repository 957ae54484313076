#pragma once

#include <string>
#include <variant>

#include "app/playground/command/argument_parser.h"
#include "app/playground/command/chaos_command.h"
#include "app/playground/command/gil_command.h"
#include "app/playground/command/lab_command.h"
#include "app/playground/command/lesson_subcommand.h"
#include "app/playground/window/window_options.h"
#include "core/base/result.h"
#include "core/report/run_options.h"

namespace sharedfate {

/// `sharedfate` without a subcommand: the window.
struct WindowCommand {
  WindowOptions options;
};
/// `sharedfate run`.
struct RunCommand {
  RunOptions options;
  bool json = false;
};
/// `sharedfate faults`, `workloads`, `lanes`, `policies`.
struct ListCommand {
  enum class Table : std::uint8_t { faults, workloads, lanes, policies };
  Table table = Table::faults;
  bool json = false;
};
using Command = std::variant<WindowCommand, RunCommand, ChaosCommand, GilCommand, ListCommand,
                             LessonCheckCommand, LessonNewCommand, LessonListCommand, LabCommand,
                             LabListCommand, PrintCommand>;

/// Parses the command line. Lists the lessons and reads the files that options name (a lesson,
/// Python code); changes nothing.
std::variant<Command, UsageError> parse_command_line(int argument_count,
                                                     const char* const* arguments);

}  // namespace sharedfate
