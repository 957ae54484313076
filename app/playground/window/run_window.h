#pragma once

#include "app/playground/window/window_options.h"
#include "core/base/result.h"

namespace sharedfate {

/// Whether a display server can be asked for at all (DISPLAY or WAYLAND_DISPLAY is set). Loads
/// nothing.
bool display_is_named();

/// Opens the window and its lanes and runs until it is closed, asked to quit (also by SIGINT or
/// SIGTERM) or has made its screenshot. Returns the exit code (0), or why there is no window: no
/// display, no OpenGL 3.3, a screenshot file that cannot be written. To be called on the main
/// thread, once.
Result<int> run_window(const WindowOptions& options);

}  // namespace sharedfate
