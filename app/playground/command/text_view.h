#pragma once

#include <string>

#include "app/playground/window/window_options.h"

namespace sharedfate {

/// The demonstration without a window: says in one sentence why, runs the same tasks in the lanes,
/// lets the same fault hit each of them after a moment, and ends when all is at rest, at most about
/// 15 s later. A live picture where standard output is a terminal, lines of a log where it is not.
/// Ctrl-C ends it. Returns the exit status.
int run_text_view(const WindowOptions& options, const std::string& reason);

}  // namespace sharedfate
