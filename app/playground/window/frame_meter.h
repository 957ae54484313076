#pragma once

#include <algorithm>
#include <cstdint>

#include "app/playground/draw/ui.h"

namespace sharedfate {

/// Counts frames and keeps the durations of the last ones and their median, milliseconds.
class FrameMeter {
 public:
  void add(double frame_ms) {
    auto& times_ms = figures_.times_ms;
    times_ms[static_cast<std::size_t>(figures_.number % times_ms.size())] = frame_ms;
    ++figures_.number;
    figures_.last_ms = frame_ms;
    auto sorted = times_ms;
    const auto count =
        static_cast<std::ptrdiff_t>(std::min<std::uint64_t>(figures_.number, sorted.size()));
    const auto middle = sorted.begin() + count / 2;
    std::nth_element(sorted.begin(), middle, sorted.begin() + count);
    figures_.median_ms = *middle;
  }
  [[nodiscard]] const FrameFigures& figures() const { return figures_; }

 private:
  FrameFigures figures_;
};

}  // namespace sharedfate
