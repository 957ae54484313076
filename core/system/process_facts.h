#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>

namespace sharedfate {

/// The calling thread's TID in the pid namespace of /proc, which is outside of the lane's own. 0:
/// unknown.
int host_tid();
/// The same for the PID of the calling process.
int host_pid();
/// The PID of the process of a pidfd in the namespace of /proc. 0: unknown or ended.
int host_pid_of(int pidfd);

/// Whether /proc lists `tid` as a thread of `pid`.
bool is_thread_of(int pid, int tid);

/// For example "SIGSEGV"; "SIG64" if the signal has no name.
std::string signal_name(int signal);

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

/// The state of a thread as the kernel reports it.
struct ThreadState {
  char letter = 0;  ///< from /proc/PID/stat: R runs or is ready, S and D sleep, T and t are stopped
  std::uint64_t cpu_ms = 0;  ///< used since its start, in steps of a clock tick
  bool in_futex = false;     ///< sleeps in a futex call
  std::uint64_t word = 0;    ///< address of the futex word in its process; 0: unknown

  [[nodiscard]] bool stopped() const { return letter == 'T' || letter == 't'; }
  [[nodiscard]] bool sleeping() const { return letter == 'S' || letter == 'D'; }
};

/// Reads the state of a thread from /proc; nullopt if it has ended. Costs some system calls.
std::optional<ThreadState> read_thread_state(int pid, int tid);

/// CPU time that a thread has used, in nanoseconds; 0: unknown or ended.
std::uint64_t thread_cpu_ns(int pid, int tid);

/// What a thread has had of the processors since its start, as /proc says.
struct ThreadTimes {
  bool ready = false;          ///< it runs now, or waits for a core
  bool stopped = false;        ///< by a signal
  std::uint64_t cpu_ns = 0;    ///< in which it ran
  std::uint64_t ready_ns = 0;  ///< in which it was ready and no core was free, up to its last run
};
/// Nothing when it is gone, or /proc is not there.
std::optional<ThreadTimes> read_thread_times(int pid, int tid);

}  // namespace sharedfate
