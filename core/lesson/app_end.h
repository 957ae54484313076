#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/system/process_identity.h"

// The end of the app itself: who lived when it was killed, and who of them still does when it is
// opened again.
namespace sharedfate {

/// The processes of the app at one moment, itself included.
struct AppCensus {
  std::string boot;                        ///< the system start to which the numbers belong
  std::vector<ProcessIdentity> processes;  ///< the first is the app's own

  friend bool operator==(const AppCensus&, const AppCensus&) = default;
};

/// What the kernel said of them after the app was killed.
struct AppEnd {
  int processes = 0;  ///< that the app had
  int survivors = 0;  ///< of these, how many still run
};

/// The calling process and all below it, as /proc lists them now.
AppCensus take_app_census();

/// Counts those that still run; gives them `patience_ms` to come to their end.
AppEnd find_survivors(const AppCensus& census, int patience_ms);

/// Ends the calling process by SIGKILL, as `kill -9` does.
[[noreturn]] void kill_own_process_at_once();

}  // namespace sharedfate
