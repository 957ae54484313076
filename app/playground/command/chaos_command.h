#pragma once

#include "core/report/chaos.h"

namespace sharedfate {

/// `sharedfate chaos`.
struct ChaosCommand {
  ChaosOptions options;
  bool json = false;
};

/// Strikes lanes in bulk, prints what was found and returns the exit status: success when every
/// law held after every fault. Ctrl-C ends it in order; what was found until then is printed.
int chaos_command(const ChaosCommand& command);

}  // namespace sharedfate
