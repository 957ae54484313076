#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>

#include "core/system/descriptor.h"

// What the kernel says about processes, read from /proc: the second opinion that the tests compare
// the model with.
namespace sharedfate::testing {

/// Whether the process or thread exists. A zombie does.
bool exists(int pid);

/// Every thread of the process; empty when it is gone.
std::set<int> threads_of(int pid);

/// One line of /proc/PID/status without its name, "" when there is none: status_field(pid, "PPid")
/// is "4711".
std::string status_field(int pid, const std::string& name);
int parent_of(int pid);

/// One letter as in /proc/PID/stat: R runs, S sleeps, Z zombie; ' ' when the thread is gone.
char scheduling_state(int pid, int tid);

/// CPU time that the thread has used, in clock ticks.
std::uint64_t cpu_ticks(int pid, int tid);

/// Lets the process's address space grow by so many bytes and no further. Returns what the kernel
/// says against it; empty: nothing.
std::string limit_growth(int pid, std::uint64_t bytes);

/// Whether the kernel denies this user the namespaces that code from elsewhere is confined with.
/// Asked of it directly: what the tested program says of itself is no reason to test less.
bool kernel_denies_namespaces();

/// Open descriptors of this process.
int descriptor_count();

/// Names in /dev/shm, without the locks of Python's multiprocessing: any other program that runs
/// Python on this machine keeps those there for as long as its pool lives.
std::set<std::string> shared_memory_files();

/// Which of them are new since `before`, and stay. What other programs of this machine put there is
/// gone in a moment.
std::set<std::string> shared_memory_files_left(const std::set<std::string>& before, int limit_ms);

/// A pidfd, invalid when the process is gone.
Descriptor watch_process(int pid);

/// Waits until the watched process has ended; false at the limit.
bool ends_within(const Descriptor& pidfd, int limit_ms);

/// Makes orphans of this process's children come to this process.
void adopt_orphans();

/// Reaps every child of this process, adopted ones too, until there is none left; false at the
/// limit.
bool last_child_ends_within(int limit_ms);

/// PIDs of this process's children, zombies too.
std::set<int> children();

}  // namespace sharedfate::testing
