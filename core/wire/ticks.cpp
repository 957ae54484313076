#include "core/wire/ticks.h"

#include <ctime>

namespace sharedfate {

std::uint64_t monotonic_ns() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<std::uint64_t>(now.tv_sec) * 1'000'000'000U +
         static_cast<std::uint64_t>(now.tv_nsec);
}

namespace {

/// Both clocks at the same moment.
struct Reading {
  std::uint64_t ticks, ns;
};

/// The thread may be interrupted between the readings: takes the attempt with the shortest gap.
Reading read_both() {
  constexpr int attempts = 5;
  Reading best{};
  std::uint64_t best_gap = ~std::uint64_t{0};
  for (int i = 0; i < attempts; ++i) {
    const std::uint64_t before = read_ticks();
    const std::uint64_t ns = monotonic_ns();
    const std::uint64_t gap = read_ticks() - before;
    if (gap >= best_gap) continue;
    best_gap = gap;
    best = {before + gap / 2, ns};
  }
  return best;
}

}  // namespace

TickClock TickClock::calibrate() {
  constexpr std::uint64_t calibration_ns = 2'000'000;
  const Reading start = read_both();
  while (monotonic_ns() - start.ns < calibration_ns) {
  }
  TickClock clock;
  clock.base_ticks_ = start.ticks;
  clock.base_ns_ = start.ns;
  clock.refine();
  return clock;
}

void TickClock::refine() {
  const Reading now = read_both();
  if (now.ticks <= base_ticks_ || now.ns <= base_ns_) return;
  ns_per_tick_ =
      static_cast<double>(now.ns - base_ns_) / static_cast<double>(now.ticks - base_ticks_);
}

std::uint64_t TickClock::to_ns(std::uint64_t ticks) const {
  const auto distance = static_cast<double>(static_cast<std::int64_t>(ticks - base_ticks_));
  return base_ns_ + static_cast<std::uint64_t>(static_cast<std::int64_t>(distance * ns_per_tick_));
}

std::uint64_t TickClock::ticks_per_ms() const {
  return static_cast<std::uint64_t>(1e6 / ns_per_tick_);
}

}  // namespace sharedfate
