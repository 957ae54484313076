#pragma once

#include <csignal>
#include <cstdint>
#include <deque>
#include <optional>

#include "core/fault/fault.h"
#include "core/lane/task_batches.h"
#include "core/system/shared_memory.h"
#include "core/system/spawn.h"
#include "core/wire/lane_control.h"
#include "core/wire/message.h"
#include "core/wire/worker_memory.h"

namespace sharedfate {

/// A worker process as its parent sees it: the child, and the parent's end of its channel. What the
/// worker has written is never trusted: it can say at most that it started what it was given.
class ParentWorker {
 public:
  ParentWorker(int number, Child child, Mapping<WorkerMemory> memory);

  [[nodiscard]] int number() const { return number_; }
  [[nodiscard]] const Child& child() const { return child_; }
  [[nodiscard]] WorkerMemory& memory() const { return *memory_; }
  [[nodiscard]] bool leaving() const { return leaving_; }
  [[nodiscard]] bool overdue() const { return overdue_; }
  [[nodiscard]] bool terminated() const { return terminated_; }

  /// True once: when the worker has said hello.
  bool greet();
  /// Moves tickets from `waiting` into the channel, as many as keep the worker busy for about a
  /// millisecond; `one_at_a_time`: a single one, and only when it has nothing left.
  void refill(TaskBatches& waiting, bool one_at_a_time);
  /// Whether refill() would find that the worker has used up what it was given.
  [[nodiscard]] bool wants_more() const;
  /// Tickets given that it has not started. Final once the process is dead.
  [[nodiscard]] std::uint64_t unstarted() const { return assigned_ - started(); }
  [[nodiscard]] std::uint64_t started() const;
  /// The ticket that it has started and not ended; nullptr: none. Final once the process is dead.
  [[nodiscard]] const TaskTicket* running() const;
  /// Puts those tickets back, in their order.
  void return_unstarted(TaskBatches& waiting) const;

  /// Makes it look at its orders, wherever it waits.
  void wake(LaneControl& control);
  void tell_to_leave(LaneControl& control);
  void kill_for(FaultId fault);
  void kill_overdue();
  /// Whether it is late with its task. Time in which it was stopped does not count: to be called
  /// regularly.
  bool look_whether_late(const LaneControl& control);
  /// Sets it going again after a stop; one that is not stopped takes no notice.
  void resume() const { signal_child(child_, SIGCONT); }
  /// Ends it because its pool is broken: it has done nothing wrong.
  void terminate();

 private:
  [[nodiscard]] std::uint64_t ended() const;

  int number_;
  Child child_;
  Mapping<WorkerMemory> memory_;
  bool greeted_ = false, leaving_ = false, overdue_ = false, terminated_ = false;
  std::uint64_t assigned_ = 0, refill_at_ = 0, ahead_max_ = 2, refilled_ns_ = 0;
  std::uint64_t stopped_ticks_ = 0;  ///< when it was last seen to be stopped
};

/// A worker's place while nobody fills it.
struct Vacancy {
  std::uint32_t incarnation = 0;  ///< of the last one that filled it
  std::uint64_t tasks_taken = 0;  ///< by all that did
  bool by_death = false;
  std::uint64_t since_ns = 0, not_before_ns = 0;
  /// A fault for everyone who fills it from now on, in their memory before they exist.
  std::optional<RequestMessage> order_at_start;
};

/// Stops a lane that starts workers which die before they can say hello: at most 5 in 10 s.
class RespawnLimit {
 public:
  /// Notes such a death; says for how long to wait before the next start.
  std::uint64_t back_off_ns(std::uint64_t now_ns);
  [[nodiscard]] bool reached() const { return deaths_ns_.size() > deaths_max; }
  static constexpr std::size_t deaths_max = 5;

 private:
  std::deque<std::uint64_t> deaths_ns_;
};

}  // namespace sharedfate
