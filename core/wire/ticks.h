#pragma once

#include <cstdint>

namespace sharedfate {

/// A counter that is the same on all cores and cheap to read: the time-stamp counter on x86-64,
/// elsewhere the monotonic clock in nanoseconds. Values are comparable only on one machine since it
/// was started.
inline std::uint64_t read_ticks();

/// CLOCK_MONOTONIC in nanoseconds.
std::uint64_t monotonic_ns();

/// Converts ticks to nanoseconds of the monotonic clock, from two readings of both clocks. A value:
/// may be copied, also into shared memory.
class TickClock {
 public:
  /// Measures the rate, which takes 2 ms of computing.
  static TickClock calibrate();
  /// Measures the rate again, over all the time since calibrate(): the longer that is, the smaller
  /// the error. Cheap.
  void refine();
  [[nodiscard]] std::uint64_t to_ns(std::uint64_t ticks) const;
  [[nodiscard]] std::uint64_t ticks_per_ms() const;

 private:
  std::uint64_t base_ticks_ = 0, base_ns_ = 0;
  double ns_per_tick_ = 1.0;
};

#if defined(__x86_64__)
// The built-in and not __rdtsc(): the header of that declares every vector instruction, and takes
// longer to compile than everything else here.
inline std::uint64_t read_ticks() { return __builtin_ia32_rdtsc(); }
#else
inline std::uint64_t read_ticks() { return monotonic_ns(); }
#endif

}  // namespace sharedfate
