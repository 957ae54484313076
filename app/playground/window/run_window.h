#pragma once

#include "app/playground/window/window_options.h"
#include "core/base/result.h"

namespace sharedfate {

/// Whether an environment variable names a display (DISPLAY or WAYLAND_DISPLAY). Does not connect
/// to it and loads no library.
bool display_is_named();

/// Opens the window and its lanes and runs until the window is closed, the app is asked to quit
/// (also by SIGINT or SIGTERM) or the screenshot was taken. Returns the exit code 0, or why it
/// failed: no display, no OpenGL 3.3, a file that cannot be written. Ends the process with
/// EXIT_FAILURE if at the end a disk does not take a chart within 5 s. Call it once, on the main
/// thread.
Result<int> run_window(const WindowOptions& options);

}  // namespace sharedfate
