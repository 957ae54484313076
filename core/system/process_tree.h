#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace sharedfate {

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

}  // namespace sharedfate
