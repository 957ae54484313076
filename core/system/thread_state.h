#pragma once

#include <cstdint>
#include <optional>

namespace sharedfate {

/// What the kernel says that a thread does.
struct ThreadState {
  char letter = 0;           ///< as in /proc/PID/stat: R runs, S and D sleep, T and t are stopped
  std::uint64_t cpu_ms = 0;  ///< that it has used since its start, in steps of some milliseconds
  bool in_futex = false;     ///< sleeps until somebody changes a word in memory
  std::uint64_t word = 0;    ///< the address of that word in its process; 0: not known

  [[nodiscard]] bool stopped() const { return letter == 'T' || letter == 't'; }
  [[nodiscard]] bool sleeping() const { return letter == 'S' || letter == 'D'; }
};

/// Asks /proc about a thread of a process; nothing when it is gone. Costs some system calls.
std::optional<ThreadState> read_thread_state(int pid, int tid);

/// CPU time that a thread has used, in nanoseconds, as /proc says; 0: unknown or gone.
std::uint64_t thread_cpu_ns(int pid, int tid);

/// Time in which a thread was ready to run and had no core, in nanoseconds since its start, as
/// /proc says; 0: unknown or gone.
std::uint64_t thread_ready_ns(int pid, int tid);

}  // namespace sharedfate
