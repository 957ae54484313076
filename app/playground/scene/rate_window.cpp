#include "app/playground/scene/rate_window.h"

namespace sharedfate {
namespace {

constexpr double sample_gap_s = 0.05;

}  // namespace

void RateWindow::note(double time_s, std::uint64_t count) {
  if (!samples_.empty() && count < samples_.back().count) samples_.clear();
  // The last sample is replaced until it is far enough from the one before it.
  if (samples_.size() >= 2 &&
      samples_.back().time_s - samples_[samples_.size() - 2].time_s < sample_gap_s) {
    samples_.back() = {time_s, count};
  } else {
    samples_.push_back({time_s, count});
  }
  while (samples_.size() > 2 && samples_[1].time_s <= time_s - window_s_) samples_.pop_front();
}

double RateWindow::per_second() const {
  if (samples_.size() < 2) return 0;
  const double seconds = samples_.back().time_s - samples_.front().time_s;
  if (seconds < sample_gap_s) return 0;
  return static_cast<double>(samples_.back().count - samples_.front().count) / seconds;
}

bool RateWindow::settling() const {
  return !samples_.empty() && samples_.back().count != samples_.front().count;
}

}  // namespace sharedfate
