#include "core/wire/ticks.h"

#include <ctime>

namespace sharedfate {

std::uint64_t monotonic_ns() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<std::uint64_t>(now.tv_sec) * 1'000'000'000U +
         static_cast<std::uint64_t>(now.tv_nsec);
}

TickClock TickClock::calibrate() {
  constexpr std::uint64_t calibration_ns = 2'000'000;
  const std::uint64_t start_ns = monotonic_ns();
  const std::uint64_t start_ticks = read_ticks();
  std::uint64_t end_ns = start_ns;
  while (end_ns - start_ns < calibration_ns) end_ns = monotonic_ns();
  const std::uint64_t end_ticks = read_ticks();

  TickClock clock;
  clock.base_ticks_ = end_ticks;
  clock.base_ns_ = end_ns;
  if (end_ticks > start_ticks) {
    clock.ns_per_tick_ =
        static_cast<double>(end_ns - start_ns) / static_cast<double>(end_ticks - start_ticks);
  }
  return clock;
}

std::uint64_t TickClock::to_ns(std::uint64_t ticks) const {
  const auto distance = static_cast<double>(static_cast<std::int64_t>(ticks - base_ticks_));
  return base_ns_ + static_cast<std::uint64_t>(static_cast<std::int64_t>(distance * ns_per_tick_));
}

std::uint64_t TickClock::ticks_per_ms() const {
  return static_cast<std::uint64_t>(1e6 / ns_per_tick_);
}

}  // namespace sharedfate
