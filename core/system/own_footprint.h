#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>

namespace sharedfate {

/// What a descriptor is open on. Its name may change: a file can be renamed or deleted meanwhile.
struct OpenDescriptor {
  std::string target;
  std::uint64_t device = 0, inode = 0;

  [[nodiscard]] bool same_file(const OpenDescriptor& other) const {
    return device == other.device && inode == other.inode;
  }
};

/// What the calling process holds of the system at one moment, as /proc lists it.
struct OwnFootprint {
  std::set<int> children;  ///< PIDs; also of those that ended and were not reaped
  std::map<int, OpenDescriptor> descriptors;
  /// Mapped shared memory ("7f00…-7f01… /memfd:name") and this program's files in /dev/shm.
  std::set<std::string> shared_memory;
};

OwnFootprint measure_own_footprint();
/// Its children alone, which takes a fraction of the time.
std::set<int> own_children();

/// Memory of the calling process that is in RAM, in bytes; 0: unknown.
std::uint64_t own_resident_bytes();

}  // namespace sharedfate
