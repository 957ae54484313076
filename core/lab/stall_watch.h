#pragma once

#include <cstdint>
#include <optional>

#include "core/model/event.h"

namespace sharedfate {

/// What a worker reports of itself, checked as far as possible.
struct WorkerProgress {
  int pid = 0;
  int tid = 0;  ///< confirmed by the kernel; 0: none yet
  std::uint64_t sequence = 0;
  std::uint32_t progress_ppm = 0;
  bool busy = false;  ///< a task runs, a fault was committed without one, or a lock is wanted
  std::uint64_t wanted_lock_address = 0;
};

/// Finds out why a worker makes no progress. Asks the kernel only about a worker that has shown
/// none for a while, and not often.
class StallWatch {
 public:
  /// How long a worker is without progress before the kernel is asked; the time between two looks.
  static constexpr std::uint64_t grace_ns = 200'000'000, interval_ns = 100'000'000;
  /// CPU time between two looks that makes it a busy loop: with less it may be waiting for a core.
  static constexpr std::uint64_t burnt_ms = 80;

  struct Finding {
    WorkerCondition condition = WorkerCondition::moving;
    bool sure = false;
    bool on_wanted_lock = false;  ///< it sleeps on the lock that it says it wants

    friend bool operator==(const Finding&, const Finding&) = default;
  };

  /// What is known of the worker now. `idle_too`: a worker without a task is looked at as well,
  /// because it may be stopped.
  const Finding& look(const WorkerProgress& progress, bool idle_too, std::uint64_t now_ns);

 private:
  std::uint64_t sequence_ = 0, moved_ns_ = 0, looked_ns_ = 0;
  std::uint64_t suspected_cpu_ms_ = 0;  ///< CPU time used when the present finding was first seen
  std::uint32_t progress_ppm_ = 0;
  Finding finding_;
};

}  // namespace sharedfate
