#pragma once

#include "core/report/chaos.h"

namespace sharedfate {

/// `sharedfate chaos`.
struct ChaosCommand {
  ChaosOptions options;
  bool json = false;
};

/// Injects faults into running lanes and prints the result. Returns the exit status: exit_success
/// if all faults were injected and every law held. SIGINT and SIGTERM end it early; the result up
/// to then is printed.
int chaos_command(const ChaosCommand& command);

}  // namespace sharedfate
