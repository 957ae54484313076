#pragma once

#include "core/report/gil.h"

namespace sharedfate {

/// `sharedfate gil`.
struct GilCommand {
  GilOptions options;
  bool json = false;
};

/// Measures the effect of the GIL on work, prints the result and returns the exit status. SIGINT
/// and SIGTERM end it early; what was measured until then is printed.
int gil_command(const GilCommand& command);

}  // namespace sharedfate
