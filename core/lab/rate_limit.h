#pragma once

#include <cstdint>

#include "core/wire/ticks.h"

namespace sharedfate {

/// How often something that a lane can cause is done, in each second.
class RateLimit {
 public:
  explicit RateLimit(int per_second) : per_second_(per_second) {}

  [[nodiscard]] bool any_left() {
    constexpr std::uint64_t second_ns = 1'000'000'000;
    const std::uint64_t now_ns = monotonic_ns();
    if (now_ns - second_began_ns_ >= second_ns) {
      second_began_ns_ = now_ns;
      taken_ = 0;
    }
    return taken_ < per_second_;
  }
  /// Whether it may be done once more; counts that.
  bool take() { return any_left() && ++taken_ > 0; }

 private:
  int per_second_, taken_ = 0;
  std::uint64_t second_began_ns_ = 0;
};

}  // namespace sharedfate
