#pragma once

#include "app/playground/command/command_line.h"

namespace sharedfate {

/// Opens the window; where there is no display, runs the same demonstration as text. Returns the
/// exit status.
int window_command(const WindowCommand& command);

}  // namespace sharedfate
