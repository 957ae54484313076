#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace sharedfate {

/// The control group (cgroup v2) of the calling process, as a path below the mount point. Empty: it
/// has none.
std::string own_control_group();

/// A control group (cgroup v2) whose memory the kernel limits and whose processor time it counts,
/// that of ended processes included. Where systemd manages the user's groups, it makes them on
/// request.
class ControlGroup {
 public:
  /// Socket of the bus to the systemd that manages the caller. Empty: none does.
  static std::string own_bus();

  /// Asks systemd for a group, moves the caller into it, and makes a group below it that may hold
  /// `memory_bytes`; beyond that the kernel ends a process in it. Both groups end with the caller.
  /// `pid`: the caller's number outside of all namespaces. nullopt: there is no such bus, or no
  /// group within `grace_ms`; the caller may then still be in a new group, without a limit. Blocks
  /// for at most that time.
  static std::optional<ControlGroup> create(int pid, std::uint64_t memory_bytes,
                                            const std::string& bus = own_bus());
  static constexpr int grace_ms = 500;

  /// The group in this folder of the cgroup file system; leave() needs its sibling "outside".
  explicit ControlGroup(std::string folder) : folder_(std::move(folder)) {}

  /// Moves the caller into the group; processes that it starts then begin there. False: denied by
  /// the kernel.
  [[nodiscard]] bool enter() const;
  /// Moves the caller back; processes that it has started stay.
  void leave() const;

  /// Processor time used in the group so far. nullopt: it cannot be read.
  [[nodiscard]] std::optional<std::uint64_t> cpu_ns() const;
  /// How often the group reached its memory limit and an allocation was about to fail. 0 also where
  /// that cannot be read.
  [[nodiscard]] std::uint64_t times_full() const;

 private:
  std::string folder_;
};

}  // namespace sharedfate
