#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/base/result.h"

// The ways to start a thread or a process that does nothing and ends.
namespace sharedfate {

struct WayToStart {
  std::string_view name;
  /// Starts one and waits for its end. An error: it could not be started, or did not end with
  /// exit status 0.
  Status (*start_and_wait)();
};

/// A thread; a process by fork; by fork and exec; by posix_spawn. The last two run this program in
/// its role "nothing".
extern const std::array<WayToStart, 4> ways_to_start;

/// The processor time, in nanoseconds, that the kernel has counted so far for this process, its
/// ended threads, and its children that have ended and were waited for; of the children in whole
/// microseconds. A thread that pthread_join() has just reported may still be on its last steps:
/// some of its time is counted a moment later.
std::uint64_t processor_time_ns();

/// Memory of this process in pages of the usual size that have been written to, so that a fork has
/// to copy their page tables. Freed by the destructor.
class TouchedMemory {
 public:
  TouchedMemory() = default;
  ~TouchedMemory();
  TouchedMemory(const TouchedMemory&) = delete;
  TouchedMemory& operator=(const TouchedMemory&) = delete;

  /// Reserves `most` bytes of address space without touching them. To be called once.
  Status reserve(std::size_t most);
  /// Touches the first `size` bytes; at most as many as were reserved.
  void touch(std::size_t size);

 private:
  std::byte* begin_ = nullptr;
  std::size_t reserved_ = 0, touched_ = 0;
};

}  // namespace sharedfate
