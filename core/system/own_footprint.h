#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>

namespace sharedfate {

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

/// Resident memory of the calling process in bytes; 0: unknown.
std::uint64_t own_resident_bytes();

}  // namespace sharedfate
