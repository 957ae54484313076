#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/system/process_facts.h"

// The end of the app itself: which processes it had when it was killed, and which of them still run
// when it is opened again.
namespace sharedfate {

/// The processes of the app at one moment, itself included.
struct ProcessSnapshot {
  std::string boot;  ///< the boot ID of the system: the PIDs are valid until it restarts
  std::vector<ProcessIdentity> processes;  ///< the first is the app's own

  friend bool operator==(const ProcessSnapshot&, const ProcessSnapshot&) = default;
};

/// How many of the app's processes are left after it was killed.
struct AppEnd {
  int processes = 0;  ///< of the app before, itself included
  int survivors = 0;  ///< of these, how many still run
};

/// The calling process and its descendants, as /proc lists them now.
ProcessSnapshot take_process_snapshot();

/// Counts the processes that still run; waits at most `grace_ms` milliseconds for them to end.
AppEnd find_survivors(const ProcessSnapshot& snapshot, int grace_ms);

/// Ends the calling process by SIGKILL, as `kill -9` does.
[[noreturn]] void kill_own_process_at_once();

}  // namespace sharedfate
