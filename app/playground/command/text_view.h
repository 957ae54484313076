#pragma once

#include <string>

#include "app/playground/window/window_options.h"

namespace sharedfate {

/// Runs the demonstration without a window: prints `reason`, runs the same tasks in the lanes,
/// injects the same fault into each of them after a few seconds, and ends when all are at rest.
/// Lanes that are not at rest 15 s after the tasks were submitted are stopped. If standard output
/// is a terminal, a picture is redrawn there, otherwise a log is written. SIGINT and SIGTERM end
/// it. Returns the exit status.
int run_text_view(const WindowOptions& options, const std::string& reason);

}  // namespace sharedfate
