#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/system/confinement.h"

// The parts of a confinement that say what a process may see and do: it has no other files, may
// touch no other, and makes no other system calls.
namespace sharedfate {

struct FileView {
  std::vector<std::string> readable;  ///< files and folders to read and execute
  std::vector<std::string> devices;   ///< to read and write
  std::vector<std::string> scratch;   ///< empty folders in memory to do anything in but execute
  std::uint64_t scratch_bytes = 0;    ///< of each of them
};

/// Makes copies of what is in the view, mounted read-only on an empty root, the only files that the
/// calling process sees from now on. Its working folder is the new root. Needs a mount namespace of
/// its own, and its ids mapped.
ConfinementOutcome enter_private_root(const FileView& view);

/// Landlock's version in this kernel; 0: it has none. errno then says why.
int landlock_version();

/// Forbids the calling thread, and what it will start, everything in the file system that is not in
/// the view, signals to processes outside, and sockets with abstract names of others; each as far
/// as `version` of Landlock can. Needs no_new_privs.
ConfinementOutcome restrict_files(const FileView& view, int version);

/// Allows the calling thread, and what it will start, the system calls of core/call_filter alone.
/// Needs no_new_privs.
ConfinementOutcome restrict_calls();

/// The outcome of a system call that has just failed: reads errno.
ConfinementOutcome denied_at(ConfinementStep step);

}  // namespace sharedfate
