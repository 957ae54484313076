#pragma once

#include "app/playground/command/command_line.h"

namespace sharedfate {

constexpr int exit_success = 0;
constexpr int exit_failure =
    1;  ///< an account does not balance, time was up, something was left over, output not written
constexpr int exit_usage = 2;
constexpr int exit_not_started = 3;  ///< a lane could not start

/// Runs without a window, prints the outcome, returns the exit status.
int run_command(const RunCommand& command);

}  // namespace sharedfate
