#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "core/model/event.h"
#include "core/system/process_facts.h"

namespace sharedfate {

/// Makes shares of about the last second of what the kernel counts of one thread. Arithmetic only:
/// its owner reads the times.
class TimeShareWatch {
 public:
  /// The time between two looks; the shares are of the last two intervals.
  static constexpr std::uint64_t interval_ns = 500'000'000;

  [[nodiscard]] bool due(std::uint64_t now_ns) const {
    return count_ == 0 || now_ns - last().at_ns >= interval_ns;
  }
  /// `busy`: it runs the task that `sequence` stands for. Nothing in `times`: the thread is gone.
  const TimeShares& look(const std::optional<ThreadTimes>& times, std::uint64_t sequence, bool busy,
                         std::uint64_t now_ns);
  /// It is looked at no more, for a while: what it does until the next look is not known.
  void forget() { *this = {}; }
  [[nodiscard]] const TimeShares& shares() const { return shares_; }

 private:
  /// The kernel adds a wait for a core up when it is over. `waits_ns` is how long the thread has
  /// waited that is not added up yet: it is ready, and has gained nothing for an interval or more.
  /// `may_wait_ns` is the most that this can be.
  struct Sample {
    std::uint64_t at_ns = 0;
    ThreadTimes times;
    std::uint64_t waits_ns = 0, may_wait_ns = 0;
  };
  static constexpr std::size_t kept = 3;

  [[nodiscard]] const Sample& last() const { return samples_[count_ - 1]; }
  void add(const ThreadTimes& times, std::uint64_t now_ns);
  void follow_task(std::uint64_t sequence, bool busy);

  std::array<Sample, kept> samples_{};  ///< oldest first
  std::size_t count_ = 0;
  std::uint64_t task_sequence_ = 0;
  Sample task_began_;  ///< the first look at the running task; at_ns 0: none runs
  TimeShares shares_;
};

}  // namespace sharedfate
