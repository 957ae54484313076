#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace sharedfate {

/// What the kernel counts for a process and all that it has started, the ended ones included. A
/// control group (cgroup v2) with counters of its own.
class ControlGroup {
 public:
  /// Moves the calling process, and with it all that it will start, into a new group that may hold
  /// `memory_bytes`; beyond that the kernel ends one of its processes. The group is made by
  /// systemd, to which the system delegates the groups of a user, and goes with its last process.
  /// `pid`: the caller's number outside of all namespaces. Nothing: no systemd that would do it.
  /// May wait for that one, less than a second.
  static std::optional<ControlGroup> enter(int pid, std::uint64_t memory_bytes);

  /// The group in this folder of the control groups' file system.
  explicit ControlGroup(std::string folder) : folder_(std::move(folder)) {}

  /// Processor time that was used in the group so far.
  [[nodiscard]] std::uint64_t cpu_ns() const;
  /// How many of its processes the kernel has ended because the group held too much.
  [[nodiscard]] std::uint64_t memory_kills() const;

 private:
  std::string folder_;
};

}  // namespace sharedfate
