#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

#include "app/playground/draw/ui.h"

namespace sharedfate {

/// Counts frames and keeps how long the last 120 took.
class FrameMeter {
 public:
  void add(double frame_ms) {
    times_ms_[static_cast<std::size_t>(figures_.number % times_ms_.size())] = frame_ms;
    ++figures_.number;
    figures_.last_ms = frame_ms;
    auto sorted = times_ms_;
    const auto count =
        static_cast<std::ptrdiff_t>(std::min<std::uint64_t>(figures_.number, sorted.size()));
    const auto middle = sorted.begin() + count / 2;
    std::nth_element(sorted.begin(), middle, sorted.begin() + count);
    figures_.median_ms = *middle;
  }
  [[nodiscard]] const FrameFigures& figures() const { return figures_; }

 private:
  std::array<double, 120> times_ms_{};
  FrameFigures figures_;
};

}  // namespace sharedfate
