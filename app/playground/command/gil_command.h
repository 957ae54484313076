#pragma once

#include "core/report/gil.h"

namespace sharedfate {

/// `sharedfate gil`.
struct GilCommand {
  GilOptions options;
  bool json = false;
};

/// Measures what the GIL makes of work, prints the table and returns the exit status. Ctrl-C ends
/// it in order; what was measured until then is printed.
int gil_command(const GilCommand& command);

}  // namespace sharedfate
