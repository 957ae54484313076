#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>

#include "core/system/descriptor.h"

// What the kernel knows about processes, most of it read from /proc. Tests compare the model with
// it.
namespace sharedfate::testing {

/// Whether the process or thread exists. A zombie does.
bool exists(int pid);

/// TIDs of the process; empty if it is gone.
std::set<int> threads_of(int pid);

/// The value of one line of /proc/PID/status, such as "4711" for "PPid"; empty if there is none.
std::string status_field(int pid, const std::string& name);
int parent_of(int pid);

/// The state letter of /proc/PID/task/TID/stat: R running, S sleeping, Z zombie; ' ' if the thread
/// is gone.
char scheduling_state(int pid, int tid);

/// CPU time that the thread has used, in clock ticks.
std::uint64_t cpu_ticks(int pid, int tid);

/// Limits the process's address space to its present size and `bytes` more. Returns the kernel's
/// error; empty: none.
std::string limit_growth(int pid, std::uint64_t bytes);

/// Whether the kernel denies this user the namespaces that confinement needs. Asks the kernel, so
/// that a failure of the tested program does not cause tests to be skipped.
bool kernel_denies_namespaces();

/// Open descriptors of this process.
int descriptor_count();

/// Names in /dev/shm, without the locks of Python's multiprocessing: other Python programs keep
/// theirs there for as long as their pools live.
std::set<std::string> shared_memory_files();

/// Names that are new since `before` and do not go within `limit_ms`; files of other programs are
/// expected to go. Returns as soon as there are none.
std::set<std::string> shared_memory_files_left(const std::set<std::string>& before, int limit_ms);

/// A pidfd; invalid if the process is gone.
Descriptor watch_process(int pid);

/// Waits until the watched process has ended. False: it has not within `limit_ms`.
bool ends_within(const Descriptor& pidfd, int limit_ms);

/// Makes this process the parent of its orphaned descendants.
void adopt_orphans();

/// Reaps all children of this process, adopted ones too. False: some are left after `limit_ms`.
bool last_child_ends_within(int limit_ms);

/// PIDs of this process's children, including zombies.
std::set<int> children();

}  // namespace sharedfate::testing
