#pragma once

#include <optional>
#include <span>

namespace sharedfate {

// Amdahl's law: work whose share p can be done in parallel is 1 / ((1 - p) + p / n) times as fast
// with n workers as with one. G. M. Amdahl, Validity of the single processor approach to achieving
// large scale computing capabilities, AFIPS 1967.

struct SpeedupPoint {
  double workers = 1, speedup = 1;
};

/// Speed-up over one worker. `parallel_share`: 0 to 1.
double amdahl_speedup(double parallel_share, double workers);

/// The parallel share that fits the points best, by least squares in 1 / speed-up, in which the law
/// is a straight line; clamped to 0 to 1. nullopt if no point has more than one worker and a
/// positive speed-up.
std::optional<double> fit_parallel_share(std::span<const SpeedupPoint> points);

}  // namespace sharedfate
