#pragma once

#include <cstdint>
#include <optional>

namespace sharedfate {

/// One process, told apart from a later one that was given the same number.
struct ProcessIdentity {
  int pid = 0;                    ///< as /proc counts
  std::uint64_t start_ticks = 0;  ///< when it started, in clock ticks since the system's start

  friend auto operator<=>(const ProcessIdentity&, const ProcessIdentity&) = default;
};

/// The process that has this number now; nothing when there is none.
std::optional<ProcessIdentity> identify_process(int pid);

/// Whether exactly this process still runs. One that has ended and waits to be reaped does not.
bool is_running(const ProcessIdentity& process);

/// Sends SIGKILL to a process that the caller has started and that nobody has reaped: its number is
/// its own until then. Says whether it was there.
bool kill_unreaped(int pid);

}  // namespace sharedfate
