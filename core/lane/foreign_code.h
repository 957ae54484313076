#pragma once

#include <cstdint>
#include <optional>

#include "core/system/confinement.h"
#include "core/system/descriptor.h"
#include "core/system/message_socket.h"
#include "core/system/process_tree.h"

namespace sharedfate {

/// What code from elsewhere has used, in looks at the processes that it has now. Of those that end
/// between two looks, and that nobody waits for, it sees a share.
class UsageMeter {
 public:
  /// `waited_for_ns`: the processor time of the ended children of whoever looks. `now_ns` of the
  /// monotonic clock; `cores`: how many processes can run at a time.
  void look(const ProcessTree& tree, std::uint64_t waited_for_ns, std::uint64_t now_ns,
            std::uint64_t cores);
  [[nodiscard]] std::uint64_t cpu_ns() const { return cpu_ns_; }
  [[nodiscard]] std::uint64_t memory_bytes() const { return memory_bytes_; }

 private:
  std::uint64_t cpu_ns_ = 0, memory_bytes_ = 0;
  std::uint64_t counted_ns_ = 0;  ///< at the look before
  std::uint64_t looked_ns_ = 0;   ///< when that was; 0: never
};

/// What a supervisor does for a head whose code came from elsewhere: gives it the memory that it
/// may not make itself, and ends it when it has used up what no limit of the kernel counts. For one
/// head, from before its start to its end. For a process with one thread.
class ForeignCode {
 public:
  static Result<ForeignCode> prepare(const ConfinementLimits& limits);

  /// Becomes head_memory_requests_descriptor; closed by begin().
  [[nodiscard]] int heads_end() const { return heads_end_.get(); }
  void begin();
  /// Readable when the head asks for memory; -1 once it has gone mad.
  [[nodiscard]] int requests() const { return requests_.get(); }
  /// Answers one request: with memory of the size of a worker's, sealed. It is not known whether
  /// the head still holds what it got before, so that their number is limited.
  void give_memory();
  /// What it has used up, for a person; nothing: it may go on. To be called every `look_ms`.
  [[nodiscard]] std::optional<Error> used_up();
  static constexpr int look_ms = 100;

 private:
  explicit ForeignCode(const ConfinementLimits& limits) : limits_(limits) {}

  ConfinementLimits limits_;
  Descriptor requests_, heads_end_;
  UsageMeter meter_;
  std::uint64_t memories_given_ = 0;
  std::uint64_t waited_before_ns_ = 0;
  std::uint64_t least_available_ = 0;  ///< bytes that are to stay free on this machine
  std::uint64_t counted_at_ns_ = 0, memory_seen_at_ns_ = 0;
};

}  // namespace sharedfate
