#pragma once

#include <cstdint>
#include <optional>

namespace sharedfate {

/// One process, distinguished from a later one with the same PID.
struct ProcessIdentity {
  int pid = 0;                    ///< in the pid namespace of /proc
  std::uint64_t start_ticks = 0;  ///< start time in clock ticks since boot

  friend auto operator<=>(const ProcessIdentity&, const ProcessIdentity&) = default;
};

/// The process that has this PID now; nullopt if there is none.
std::optional<ProcessIdentity> identify_process(int pid);

/// Whether exactly this process still runs. A zombie does not.
bool is_running(const ProcessIdentity& process);

/// Sends SIGKILL to a child of the caller that is not reaped yet: until then no other process has
/// its PID. Returns whether the signal was sent.
bool kill_unreaped(int pid);

}  // namespace sharedfate
