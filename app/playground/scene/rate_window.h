#pragma once

#include <cstdint>
#include <deque>

namespace sharedfate {

/// How fast a count grows, measured over the last `window_s` seconds.
class RateWindow {
 public:
  explicit RateWindow(double window_s = 2) : window_s_(window_s) {}

  /// Records that the count is `count` at `time_s`. A smaller count than before starts the
  /// measurement anew.
  void note(double time_s, std::uint64_t count);
  [[nodiscard]] double per_second() const;
  /// Whether the rate will change although the count does not, because the window still contains
  /// growth.
  [[nodiscard]] bool settling() const;

 private:
  struct Sample {
    double time_s;
    std::uint64_t count;
  };

  double window_s_;
  std::deque<Sample> samples_;  ///< oldest first, at least `sample_gap_s` apart except for the last
};

}  // namespace sharedfate
