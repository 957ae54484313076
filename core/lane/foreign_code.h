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
#include "core/system/process_tree.h"

namespace sharedfate {

/// The processor time that code from elsewhere has used, sampled from its processes. The kernel
/// keeps no figure of a process that ends between two samples and has no parent that waits for it:
/// the threads that run at a sample stand for what has run since the one before.
class UsageMeter {
 public:
  /// `waited_for_ns`: the processor time of the caller's children that have ended. `running`:
  /// threads that run, at most as many as there are cores. `now_ns` of the monotonic clock.
  void look(const ProcessTree& tree, std::uint64_t waited_for_ns, std::uint64_t running,
            std::uint64_t now_ns);
  [[nodiscard]] std::uint64_t cpu_ns() const { return cpu_ns_; }

 private:
  std::uint64_t cpu_ns_ = 0;
  std::map<int, std::uint64_t> seen_ns_;  ///< of each process that there was, its own
  std::uint64_t waited_for_ns_ = 0;       ///< by all of them
  std::uint64_t looked_ns_ = 0;           ///< 0: never
};

/// What a supervisor does for a head whose code came from elsewhere: gives it the memory that it
/// may not make itself, and ends it when it has used up what no limit of the kernel counts. For one
/// head, from before its start to its end. For a process with one thread.
class ForeignCode {
 public:
  static Result<ForeignCode> prepare(const ConfinementLimits& limits);

  /// Becomes lane_process_memory_requests_descriptor; closed by begin().
  [[nodiscard]] int lane_processes_end() const { return lane_processes_end_.get(); }
  /// To be called when the head has been started. `group`: in which it is; nothing: in none of
  /// its own.
  void begin(std::optional<ControlGroup> group = {});
  /// Readable when the head asks for memory; -1 after it has broken the protocol.
  [[nodiscard]] int requests() const { return requests_.get(); }
  /// Answers one request: with memory of the size of a worker's, sealed. It is not known whether
  /// the head still holds what it got before, so that their number is limited.
  void give_memory();
  /// What it has used up, for a person; nothing: it may go on. To be called every `look_ms`.
  [[nodiscard]] std::optional<Error> used_up();
  /// Whether the kernel has ended one of its processes because they held too much, as an error for
  /// a person. For the moment at which the head has ended; used_up() looks, too.
  [[nodiscard]] std::optional<Error> held_too_much() const;
  static constexpr int look_ms = 100;  ///< at the computer's memory; at processes rather rarer

 private:
  explicit ForeignCode(const ConfinementLimits& limits) : limits_(limits) {}

  ConfinementLimits limits_;
  std::optional<ControlGroup> group_;
  std::uint64_t group_cpu_before_ns_ = 0, group_full_before_ = 0;
  Descriptor requests_, lane_processes_end_;
  UsageMeter meter_;
  std::uint64_t memories_given_ = 0;
  std::uint64_t waited_before_ns_ = 0;
  std::uint64_t least_available_ = 0;  ///< bytes that are to stay free on this machine
  std::uint64_t count_at_ns_ = 0, memory_seen_at_ns_ = 0;
  std::minstd_rand random_;  ///< spreads the samples, so that the code cannot foresee them

  [[nodiscard]] std::optional<Error> count(std::uint64_t now_ns);
  /// Processor time of all of its processes, those that have ended included.
  std::uint64_t cpu_ns(const ProcessTree& tree, std::uint64_t now_ns);
};

}  // namespace sharedfate
