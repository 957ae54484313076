#pragma once

#include "app/playground/command/command_line.h"

namespace sharedfate {

constexpr int exit_success = 0;
/// A check failed, a time limit was reached, something was left over, the user interrupted it, or
/// the output could not be written.
constexpr int exit_failure = 1;
constexpr int exit_usage = 2;
constexpr int exit_not_started = 3;  ///< a lane could not start or run

/// Runs the tasks without a window, prints the outcome and returns the exit status.
int run_command(const RunCommand& command);

}  // namespace sharedfate
