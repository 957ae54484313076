#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace sharedfate {

/// The control group (cgroup v2) of the calling process, as a path below where they are mounted;
/// empty: it has none.
std::string own_control_group();

/// A group of processes whose memory the kernel limits, and whose processor time it counts, that of
/// processes which have ended included (cgroup v2). The system delegates the groups of a user's
/// processes to systemd, which makes them for others.
class ControlGroup {
 public:
  /// Socket of the bus that leads to the systemd which manages the caller; empty: none does.
  static std::string own_bus();

  /// Asks systemd for a group, in which the caller then is, and makes one below it that may hold
  /// `memory_bytes`; beyond that the kernel ends a process in it. Both go with the caller. `pid`:
  /// its number outside of all namespaces. Nothing: there is no such bus, or no group within
  /// `grace_ms`; the caller may be in another group than before all the same, one without a
  /// limit. Blocks for that time at most.
  static std::optional<ControlGroup> create(int pid, std::uint64_t memory_bytes,
                                            const std::string& bus = own_bus());
  static constexpr int grace_ms = 500;

  /// The one in this folder of the control groups' file system, beside which is one for leave().
  explicit ControlGroup(std::string folder) : folder_(std::move(folder)) {}

  /// Moves the caller into the group: what it starts then is in the group from its start. False:
  /// the kernel denies it.
  [[nodiscard]] bool enter() const;
  /// Moves the caller back; what it has started stays.
  void leave() const;

  /// Processor time that was used in the group so far. Nothing: it cannot be read.
  [[nodiscard]] std::optional<std::uint64_t> cpu_ns() const;
  /// How often the group has held too much. 0 also where that cannot be read.
  [[nodiscard]] std::uint64_t times_full() const;

 private:
  std::string folder_;
};

}  // namespace sharedfate
