#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "core/model/event.h"
#include "core/system/own_footprint.h"
#include "core/system/process_identity.h"

// What is left over after a run: measured, by asking the kernel.
namespace sharedfate {

/// What the calling process holds that it did not hold before, and which processes of its lanes
/// still run.
struct Audit {
  std::vector<int> processes;            ///< PIDs: children, and processes of lanes
  std::vector<std::string> descriptors;  ///< "7: anon_inode:[pidfd]"
  std::vector<std::string> shared_memory;

  [[nodiscard]] bool clean() const {
    return processes.empty() && descriptors.empty() && shared_memory.empty();
  }
};

/// Remembers every process that the lanes start, so that one that nobody has as a child any more
/// cannot hide.
class ProcessWatch {
 public:
  /// Takes note of the processes that an event tells of.
  void note(const Event& event);
  /// The noted processes that still run. Those that do not are forgotten.
  std::set<int> running();

 private:
  void add(int pid);
  void forget_ended();
  std::set<ProcessIdentity> known_;
  static constexpr std::size_t look_at_first = 256;
  std::size_t look_at_ = look_at_first;  ///< when so many are known, those that ended are forgotten
};

/// Compares with `before`. What is about to go is given `grace_ms`: the kernel takes a moment to
/// take down a process that was killed.
Audit audit_since(const OwnFootprint& before, ProcessWatch& watch, int grace_ms = 500);

/// "0 processes, 0 descriptors and 0 pieces of shared memory left over"; what is left is named.
std::string audit_text(const Audit& audit);

}  // namespace sharedfate
