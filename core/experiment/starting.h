#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "core/base/result.h"

// The ways to start somebody else who does nothing and ends.
namespace sharedfate {

struct WayToStart {
  std::string_view name;
  /// Starts one and waits for its end. An error: it could not be started.
  Status (*start_and_wait)();
};

/// A thread; a process by fork; one by fork and exec; one by posix_spawn. The last two run this
/// program in its role "nothing".
extern const std::array<WayToStart, 4> ways_to_start;

/// Memory of this process in pages of the usual size, each of which was written to: what a fork has
/// to copy the page tables of. Ends with this object.
class TouchedMemory {
 public:
  TouchedMemory() = default;
  ~TouchedMemory();
  TouchedMemory(const TouchedMemory&) = delete;
  TouchedMemory& operator=(const TouchedMemory&) = delete;

  /// Room for `most` bytes, none of them touched yet. To be called once.
  Status reserve(std::size_t most);
  /// Touches all up to `size`, which is at most what was reserved.
  void touch(std::size_t size);

 private:
  std::byte* begin_ = nullptr;
  std::size_t reserved_ = 0, touched_ = 0;
};

}  // namespace sharedfate
