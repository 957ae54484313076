#pragma once

#include <atomic>
#include <cstdint>

namespace sharedfate {

/// A number that only rises, and for whose change threads can wait in the kernel. Zero-filled
/// memory is a valid object with the value 0. Works across processes that share the memory.
class RisingSignal {
 public:
  [[nodiscard]] std::uint32_t value() const { return value_.load(); }
  /// Adds 1 and wakes all sleepers. `calls` is increased by the number of system calls made.
  void raise(std::uint64_t& calls);
  /// Sleeps until the number is no longer `seen`. `calls`: as above.
  void wait_beyond(std::uint32_t seen, std::uint64_t& calls);

 private:
  std::atomic<std::uint32_t> value_, sleepers_;
};

}  // namespace sharedfate
