#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "core/model/event.h"
#include "core/system/process_facts.h"

// What a run leaves behind, as /proc lists it.
namespace sharedfate {

/// Children, descriptors and shared memory that the calling process did not have before, and
/// processes of its lanes that still run.
struct Audit {
  std::vector<int> processes;            ///< PIDs: new children, and processes of lanes
  std::vector<std::string> descriptors;  ///< "7: anon_inode:[pidfd]"
  std::vector<std::string> shared_memory;

  [[nodiscard]] bool clean() const {
    return processes.empty() && descriptors.empty() && shared_memory.empty();
  }
};

/// Remembers every process that the lanes start, so that an audit also finds those that are no
/// longer children of the calling process.
class ProcessWatch {
 public:
  /// Remembers the process whose start `event` reports, if any.
  void note(const Event& event);
  /// PIDs of the remembered processes that still run. The others are forgotten.
  std::set<int> running();

 private:
  void add(int pid);
  void forget_ended();
  std::set<ProcessIdentity> known_;
  static constexpr std::size_t look_at_first = 256;
  std::size_t look_at_ = look_at_first;  ///< at this many, those that ended are forgotten
};

/// Compares the calling process with `before`. Waits up to `grace_ms` milliseconds for processes to
/// end: the kernel needs a moment to take down one that was killed.
Audit audit_since(const OwnFootprint& before, ProcessWatch& watch, int grace_ms = 500);

/// "0 processes, 0 descriptors and 0 pieces of shared memory left over". What is left over is
/// listed in parentheses.
std::string audit_text(const Audit& audit);

}  // namespace sharedfate
