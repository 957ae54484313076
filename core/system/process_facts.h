#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

// What /proc says of processes and threads: one, a process with all below it, and the calling one.
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
/// The C library's description of a signal, in English: "Segmentation fault" for 11.
std::string signal_description(int signal);

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

/// What a thread has had of the processors since its start, as /proc says.
struct ThreadTimes {
  bool ready = false;          ///< it runs now, or waits for a core
  bool stopped = false;        ///< by a signal
  bool waits_known = false;    ///< false: this kernel does not count `ready_ns`
  std::uint64_t cpu_ns = 0;    ///< in which it ran
  std::uint64_t ready_ns = 0;  ///< in which it was ready and no core was free, up to its last run
};
/// Nothing when it is gone, or /proc is not there.
std::optional<ThreadTimes> read_thread_times(int pid, int tid);

/// Living processes, and the threads in them.
struct ProcessCount {
  int processes = 0, threads = 0;
  friend bool operator==(const ProcessCount&, const ProcessCount&) = default;
};
/// Counts one process and its threads; 0 and 0: it has ended, or is no child of `parent_pid` (0: of
/// any).
ProcessCount count_process(int pid, int parent_pid = 0);
/// Counts a process and everything below it. Looks at every process of /proc: 5 us for each.
ProcessCount count_tree(int root_pid);

/// One process with its threads, as /proc lists it.
struct ProcessNode {
  int pid = 0, parent_pid = 0;
  std::string command;       ///< the kernel's name for it, at most 15 bytes
  std::vector<int> tids;     ///< ascending; that of the primary thread equals the PID
  int depth = 0;             ///< below the root of the tree: 0 the root itself, 1 its children
  std::uint64_t cpu_ns = 0;  ///< processor time of its threads
  std::uint64_t children_cpu_ns = 0;  ///< processor time of ended children that it has waited for
  std::uint64_t resident_bytes = 0;   ///< including all pages shared with others
};

/// A process and everything below it, parents before their children, siblings by PID.
struct ProcessTree {
  std::vector<ProcessNode> processes;
};

/// Reads the tree below `root_pid` from /proc. Processes that end meanwhile are left out.
ProcessTree read_process_tree(int root_pid);
/// Whether `pid` is `root_pid` or a descendant of it.
bool is_below(int root_pid, int pid);
/// Host PIDs (in the namespace of /proc) of `root_pid` and everything below it, keyed by each
/// process's PID in its innermost pid namespace. Reads all of /proc.
std::map<int, int> host_pids_below(int root_pid);
/// The host TID of the thread of `pid` whose TID in its own namespace is `tid_inner`. 0: there is
/// none.
int host_tid_in(int pid, int tid_inner);

/// Proportional set size (Pss) of a process in bytes: shared pages count in proportion. 0: the
/// process has ended, or the kernel does not report it.
std::uint64_t proportional_bytes(int pid);
/// How many of its threads are on a core or ready to run.
std::uint64_t running_threads(const ProcessNode& process);

/// The tree below the calling process.
ProcessTree read_own_process_tree();

/// What a descriptor is open on. `target` may change, because a file can be renamed or deleted.
struct OpenDescriptor {
  std::string target;
  std::uint64_t device = 0, inode = 0;

  [[nodiscard]] bool same_file(const OpenDescriptor& other) const {
    return device == other.device && inode == other.inode;
  }
};

/// Resources of the calling process at one moment, as /proc lists them.
struct OwnFootprint {
  std::set<int> children;  ///< PIDs, also of those that have ended but are not reaped
  std::map<int, OpenDescriptor> descriptors;
  /// Mapped shared memory ("7f00…-7f01… /memfd:name") and this program's files in /dev/shm.
  std::set<std::string> shared_memory;
};

OwnFootprint measure_own_footprint();
/// Only the children, in a fraction of the time.
std::set<int> own_children();

}  // namespace sharedfate
