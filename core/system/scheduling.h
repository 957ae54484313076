#pragma once

#include <cstddef>
#include <memory>

// How the kernel treats a thread or process beside others: on which cores it runs, how much of them
// it gets, and whether it goes first when memory runs out.
namespace sharedfate {

/// How many cores the calling thread may run on; at least 1.
std::size_t usable_core_count();

/// The number of the core that the calling thread runs on now, from 0; -1: not known. Some
/// nanoseconds.
int current_core();

/// Binds the calling thread to the `nth` of the cores that it may use, counted from 0 and wrapping
/// around. False: the system denies it; nothing has changed.
bool stay_on_core(std::size_t nth);

/// Binds the thread that makes this object to a core like stay_on_core(), or to `count` cores from
/// that one on, until the object is destroyed, by the same thread. Where the system denies it, the
/// thread runs as before.
class CoreBinding {
 public:
  explicit CoreBinding(std::size_t nth, std::size_t count = 1);
  ~CoreBinding();
  CoreBinding(const CoreBinding&) = delete;
  CoreBinding& operator=(const CoreBinding&) = delete;

 private:
  struct Before;
  std::unique_ptr<Before> before_;
};

/// Sets the niceness of the calling thread. Does nothing if `niceness` is not above 0 or if the
/// system denies it.
void lower_own_priority(int niceness);

/// Raises this process's oom_score_adj to `points` (up to 1000), also for what it starts: when
/// memory runs out the kernel ends it before others. Never lowers it.
void offer_to_memory_killer(int points);

/// The priority of a whole session. Where the scheduler groups by session (Linux: autogroup), each
/// session has the same weight, and niceness only counts between the threads of one session: a lane
/// of busy workers would get as much of a core as the window, whatever its niceness.
class SessionPriority {
 public:
  /// `niceness` 0: apply() does nothing.
  explicit SessionPriority(int niceness) : niceness_(niceness), owed_(niceness > 0) {}

  /// Sets the niceness of the calling process's session, once. The session must be the caller's
  /// own, because everything in it is affected. The kernel allows ordinary users one such change
  /// every 100 ms. Returns the milliseconds after which to call again; -1: no further call is
  /// needed, because it is done or this kernel does not group by session.
  int apply();

 private:
  int niceness_;
  bool owed_;
};

}  // namespace sharedfate
