#pragma once

#include <atomic>
#include <cstdint>

namespace sharedfate {

/// A number that only rises, and on which others sleep in the kernel. Zero-filled memory is a valid
/// one; works across processes that share that memory.
class RisingSignal {
 public:
  [[nodiscard]] std::uint32_t value() const { return value_.load(); }
  /// Adds 1 and wakes whoever sleeps. `calls` rises by the system calls that this made.
  void raise(std::uint64_t& calls);
  /// Sleeps while the number is `seen`.
  void wait_beyond(std::uint32_t seen, std::uint64_t& calls);

 private:
  std::atomic<std::uint32_t> value_, sleepers_;
};

}  // namespace sharedfate
