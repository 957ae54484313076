#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace sharedfate {

/// One process as /proc lists it, with its threads.
struct ProcessNode {
  int pid = 0, parent_pid = 0;
  std::string command;       ///< as the kernel names it, at most 15 letters
  std::vector<int> tids;     ///< ascending; the primary thread's equals the PID
  int depth = 0;             ///< below the process that was asked for: 0 itself, 1 its child
  std::uint64_t cpu_ns = 0;  ///< processor time of its threads
  std::uint64_t children_cpu_ns = 0;  ///< of its children that have ended and that it waited for
  std::uint64_t resident_bytes = 0;   ///< all of those that it shares with others, too
};

/// A process and all below it, parents before their children, siblings by PID.
struct ProcessTree {
  std::vector<ProcessNode> processes;
};

/// Reads the tree below `root_pid` from /proc. Processes that end in the meantime are left out.
ProcessTree read_process_tree(int root_pid);
/// Whether a process runs below `root_pid`, or is that one itself.
bool is_below(int root_pid, int pid);
/// The process and all below it, as /proc numbers them, by their numbers in the innermost pid
/// namespace that each is in. Reads all of /proc.
std::map<int, int> host_pids_below(int root_pid);
/// The thread of `pid` that has the number `tid_inner` there; as /proc numbers it. 0: there is
/// none.
int host_tid_in(int pid, int tid_inner);

/// How many bytes of memory a process holds, of those that it shares its share. 0: it is gone, or
/// the kernel does not tell.
std::uint64_t proportional_bytes(int pid);
/// How many of its threads run, or could if there were more processors.
std::uint64_t running_threads(const ProcessNode& process);

/// The tree below the calling process.
ProcessTree read_own_process_tree();

}  // namespace sharedfate
