#include "core/experiment/amdahl.h"

#include <algorithm>

namespace sharedfate {

double amdahl_speedup(double parallel_share, double workers) {
  return 1 / ((1 - parallel_share) + parallel_share / workers);
}

// 1/S - 1 = p (1/n - 1): a line through the origin with the slope p.
std::optional<double> fit_parallel_share(std::span<const SpeedupPoint> points) {
  double products = 0, squares = 0;
  for (const SpeedupPoint& point : points) {
    if (point.workers <= 1 || point.speedup <= 0) continue;
    const double x = 1 / point.workers - 1;
    products += x * (1 / point.speedup - 1);
    squares += x * x;
  }
  if (squares == 0) return std::nullopt;
  return std::clamp(products / squares, 0.0, 1.0);
}

}  // namespace sharedfate
