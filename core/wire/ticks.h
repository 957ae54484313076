#pragma once

#include <cstdint>

namespace sharedfate {

/// A counter that all cores share and that costs a few nanoseconds to read: the time-stamp counter
/// where there is one, else the monotonic clock in nanoseconds. Only comparable on one machine
/// since its start.
inline std::uint64_t read_ticks();

/// Nanoseconds of CLOCK_MONOTONIC.
std::uint64_t monotonic_ns();

/// Converts ticks to nanoseconds of the monotonic clock by two readings of both clocks. A value:
/// copy it freely.
class TickClock {
 public:
  /// Measures the rate, which takes 2 ms of computing.
  static TickClock calibrate();
  /// Measures the rate again, over all the time since the calibration: the longer that is, the
  /// smaller the error. Cheap.
  void refine();
  [[nodiscard]] std::uint64_t to_ns(std::uint64_t ticks) const;
  [[nodiscard]] std::uint64_t ticks_per_ms() const;

 private:
  std::uint64_t base_ticks_ = 0, base_ns_ = 0;
  double ns_per_tick_ = 1.0;
};

#if defined(__x86_64__)
// The built-in and not __rdtsc(): its header declares every vector instruction there is, and takes
// longer to compile than all else that is included with this one.
inline std::uint64_t read_ticks() { return __builtin_ia32_rdtsc(); }
#else
inline std::uint64_t read_ticks() { return monotonic_ns(); }
#endif

}  // namespace sharedfate
