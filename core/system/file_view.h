#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/system/confinement.h"

// The parts of a confinement that restrict what a process sees of the file system, and what it may
// do there.
namespace sharedfate {

struct FileView {
  std::vector<std::string> readable;  ///< files and folders to read and execute
  std::vector<std::string> devices;   ///< files to read and write
  std::vector<std::string> scratch;   ///< empty folders in memory: anything but executing
  std::uint64_t scratch_bytes = 0;    ///< of each of them
};

/// Replaces the root that the calling process sees: an empty read-only root with copies of the
/// mounts in the view, `readable` ones read-only, and new scratch folders. The working folder is
/// then the new root. Needs a mount namespace of its own and mapped ids.
ConfinementOutcome enter_private_root(const FileView& view);

/// Version of Landlock in this kernel. 0: it has none, errno is the reason.
int landlock_version();

/// Restricts the calling thread and all that it will start, as far as `version` of Landlock can: no
/// access to files outside of the view, no signals to processes outside, no connections to abstract
/// sockets of others. Needs no_new_privs.
ConfinementOutcome restrict_files(const FileView& view, int version);

/// The outcome of a system call that has just failed; reads errno.
ConfinementOutcome denied_at(ConfinementStep step);

}  // namespace sharedfate
