#pragma once

#include "app/playground/command/command_line.h"

namespace sharedfate {

/// Opens the window. If that fails and no option needs a window, runs the demonstration as text.
/// Returns the exit status.
int window_command(const WindowCommand& command);

}  // namespace sharedfate
