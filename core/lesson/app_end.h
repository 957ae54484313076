#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/system/process_identity.h"

// The end of the app itself: who lived when it was killed, and who of them still does when it is
// opened again.
namespace sharedfate {

/// The processes of the app at one moment, itself included.
struct ProcessSnapshot {
  std::string boot;                        ///< the system start to which the numbers belong
  std::vector<ProcessIdentity> processes;  ///< the first is the app's own

  friend bool operator==(const ProcessSnapshot&, const ProcessSnapshot&) = default;
};

/// What the kernel said of them after the app was killed.
struct AppEnd {
  int processes = 0;  ///< that the app had
  int survivors = 0;  ///< of these, how many still run
};

/// The calling process and all below it, as /proc lists them now.
ProcessSnapshot take_process_snapshot();

/// Counts those that still run; gives them `grace_ms` to come to their end.
AppEnd find_survivors(const ProcessSnapshot& snapshot, int grace_ms);

/// Ends the calling process by SIGKILL, as `kill -9` does.
[[noreturn]] void kill_own_process_at_once();

}  // namespace sharedfate
