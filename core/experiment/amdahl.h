#pragma once

#include <optional>
#include <span>

namespace sharedfate {

// Amdahl's law: with n workers, work of which the share p can be done by all at once is
// 1 / ((1 - p) + p / n) times as quick as with one. G. M. Amdahl, Validity of the single processor
// approach to achieving large scale computing capabilities, AFIPS 1967.

struct SpeedupPoint {
  double workers = 1, speedup = 1;
};

double amdahl_speedup(double parallel_share, double workers);

/// The parallel share that fits best: least squares in 1 / speed-up, in which the law is a straight
/// line; held to 0 ... 1. Nothing where no point has more than one worker.
std::optional<double> fit_parallel_share(std::span<const SpeedupPoint> points);

}  // namespace sharedfate
