#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <random>
#include <utility>

#include "core/system/confinement.h"
#include "core/system/control_group.h"
#include "core/system/descriptor.h"
#include "core/system/message_socket.h"
#include "core/system/process_facts.h"

namespace sharedfate {

/// The processor time that foreign code has used, sampled from its processes. The kernel keeps no
/// figure for a process that ends between two samples and that no parent waits for. So each sample
/// counts at least as if the threads that run now had run since the sample before.
class UsageMeter {
 public:
  /// Takes a sample. `waited_for_ns`: processor time of the caller's children that have ended.
  /// `running`: threads that run now, at most as many as there are cores. `now_ns`: monotonic
  /// clock.
  void look(const ProcessTree& tree, std::uint64_t waited_for_ns, std::uint64_t running,
            std::uint64_t now_ns);
  [[nodiscard]] std::uint64_t cpu_ns() const { return cpu_ns_; }

 private:
  std::uint64_t cpu_ns_ = 0;
  std::map<int, std::uint64_t> seen_ns_;  ///< of each process at the last sample, by PID
  std::uint64_t waited_for_ns_ = 0;       ///< by all of them, at the last sample
  std::uint64_t looked_ns_ = 0;           ///< when the last sample was taken; 0: never
};

/// The supervisor's part for a lane process that runs foreign code: gives it the worker memory that
/// it may not create itself, and decides when it has used up what the kernel does not limit. For
/// one lane process, from before its start to its end. Requires a single-threaded process.
class ForeignCode {
 public:
  static Result<ForeignCode> prepare(const ConfinementLimits& limits);

  /// Becomes lane_process_memory_requests_descriptor in the lane process; begin() closes it.
  [[nodiscard]] int lane_processes_end() const { return lane_processes_end_.get(); }
  /// Call when the lane process has been started. `group`: its control group, if it has one.
  void begin(std::optional<ControlGroup> group = {});
  /// Readable when the lane process asks for memory; -1 once it has broken the protocol.
  [[nodiscard]] int requests() const { return requests_.get(); }
  /// Answers one request with sealed memory of the size of a WorkerMemory. The lane process may
  /// still hold all that it was given, so their number is limited.
  void give_memory();
  /// What it has used up, for the user; nothing: it may go on. Call every `look_ms`.
  [[nodiscard]] std::optional<Error> used_up();
  /// Whether the kernel has ended one of its processes because together they held too much memory,
  /// as an error for the user. Call when the lane process has ended; used_up() checks it, too.
  [[nodiscard]] std::optional<Error> held_too_much() const;
  /// Checks the computer's free memory at this interval, the processes every 300 to 700 ms.
  static constexpr int look_ms = 100;

 private:
  explicit ForeignCode(const ConfinementLimits& limits) : limits_(limits) {}

  ConfinementLimits limits_;
  std::optional<ControlGroup> group_;
  std::uint64_t group_cpu_before_ns_ = 0, group_full_before_ = 0;
  Descriptor requests_, lane_processes_end_;
  UsageMeter meter_;
  std::uint64_t memories_given_ = 0;
  std::uint64_t waited_before_ns_ = 0;
  std::uint64_t least_available_ = 0;  ///< bytes of memory that must stay free on this computer
  std::uint64_t count_at_ns_ = 0, memory_seen_at_ns_ = 0;
  std::minstd_rand random_;  ///< varies the sample times, so that the code cannot predict them

  [[nodiscard]] std::optional<Error> count(std::uint64_t now_ns);
  /// Processor time of all its processes, including those that have ended.
  std::uint64_t cpu_ns(const ProcessTree& tree, std::uint64_t now_ns);
};

}  // namespace sharedfate
