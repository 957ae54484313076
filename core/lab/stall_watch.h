#pragma once

#include <cstdint>
#include <optional>

#include "core/model/event.h"

namespace sharedfate {

/// What a worker says of itself, checked as far as it can be.
struct WorkerProgress {
  int pid = 0;
  int tid = 0;  ///< that the kernel confirmed; 0: none yet
  std::uint64_t sequence = 0;
  std::uint32_t progress_ppm = 0;
  bool busy = false;  ///< a task runs, a fault was committed without one, or a lock is wanted
  std::uint64_t wanted_lock_address = 0;
};

/// Tells why a worker comes to no end. Asks the kernel only about one that has shown no progress
/// for a while, and not often.
class StallWatch {
 public:
  /// How long without progress before the kernel is asked, and how long between two looks.
  static constexpr std::uint64_t grace_ns = 200'000'000, interval_ns = 100'000'000;
  /// A busy loop is one that has used so much of a core meanwhile: else it may only wait for one.
  static constexpr std::uint64_t burnt_ms = 80;

  struct Finding {
    WorkerCondition condition = WorkerCondition::moving;
    bool sure = false;
    bool on_wanted_lock = false;  ///< it sleeps on exactly the lock that it says it wants

    friend bool operator==(const Finding&, const Finding&) = default;
  };

  /// What is known of the worker now. `idle_too`: one without a task is looked at as well, because
  /// it may be stopped.
  const Finding& look(const WorkerProgress& progress, bool idle_too, std::uint64_t now_ns);

 private:
  std::uint64_t sequence_ = 0, moved_ns_ = 0, looked_ns_ = 0;
  std::uint64_t suspected_cpu_ms_ = 0;  ///< what it had used when it was first seen like this
  std::uint32_t progress_ppm_ = 0;
  Finding finding_;
};

}  // namespace sharedfate
