#pragma once

#include <csignal>
#include <cstdint>
#include <deque>
#include <optional>

#include "core/fault/fault.h"
#include "core/lane/deadline_watch.h"
#include "core/lane/lane_process.h"
#include "core/system/shared_memory.h"
#include "core/system/spawn.h"
#include "core/wire/lane_control.h"
#include "core/wire/message.h"
#include "core/wire/worker_memory.h"

namespace sharedfate {

/// A worker process as its parent sees it: the child, its memory and its orders. What the worker
/// has written is never trusted.
class ParentWorker {
 public:
  ParentWorker(int number, Child child, Mapping<WorkerMemory> memory);

  [[nodiscard]] int number() const { return number_; }
  [[nodiscard]] const Child& child() const { return child_; }
  [[nodiscard]] WorkerMemory& memory() const { return *memory_; }
  [[nodiscard]] bool stopping() const { return stopping_; }
  [[nodiscard]] bool overdue() const { return overdue_; }
  [[nodiscard]] bool terminated() const { return terminated_; }

  /// True once: when the worker has become ready.
  bool became_ready();
  [[nodiscard]] bool is_ready() const { return ready_; }
  /// How many tasks it has started and ended, by its own account. Final once the process is dead.
  [[nodiscard]] std::uint64_t tasks_started() const {
    return (memory_->sequence.load(std::memory_order_acquire) + 1) / 2;
  }
  [[nodiscard]] std::uint64_t tasks_ended() const {
    return memory_->sequence.load(std::memory_order_seq_cst) / 2;
  }

  /// Makes it check its orders, wherever it waits.
  void wake(LaneControl& control);
  /// Asks it to end after its current task.
  void request_stop(LaneControl& control);
  /// Kills it (SIGKILL) and records the fault or the missed deadline as the reason.
  void kill_for(FaultId fault);
  void kill_overdue();
  /// Whether it has missed its deadline. Call regularly: time in which it was seen to be stopped
  /// does not count.
  bool look_whether_late(const LaneLimits& limits);
  /// Resumes it (SIGCONT); no effect if it is not stopped.
  void resume() const { signal_child(child_, SIGCONT); }
  /// Kills it although it did nothing wrong: its pool is broken, or it waits for the lock of a dead
  /// holder. Its end is reported as a stop.
  void terminate();

 private:
  int number_;
  Child child_;
  Mapping<WorkerMemory> memory_;
  bool ready_ = false, stopping_ = false, overdue_ = false, terminated_ = false;
  DeadlineWatch deadline_;
  std::uint64_t stopped_ticks_ = 0;  ///< when it was last seen to be stopped
};

/// What the parent keeps of a worker slot from one worker to the next.
struct WorkerSlot {
  std::uint32_t incarnation = 0;  ///< of the last worker in this slot
  std::uint64_t tasks_taken = 0;  ///< by all workers that were in this slot
  bool by_death = false;  ///< the last worker died; false again when its replacement is ready
  std::uint64_t since_ns = 0, not_before_ns = 0;  ///< monotonic: last end, earliest next start
  /// A fault that came while the slot was empty, or its worker was stopping: injected once, into
  /// the next worker.
  std::optional<RequestMessage> order_for_next;
  /// A fault at the site `start`: in the memory of every worker of this slot before it exists.
  std::optional<RequestMessage> order_at_start;
};

/// Limits how often workers are started again: more than `deaths_max` deaths within 10 s end the
/// lane. Counts workers that died before they were ready; under the supervised policy, all that
/// died.
class RespawnLimit {
 public:
  /// Counts a death; returns how long to wait before the next start, in nanoseconds.
  std::uint64_t back_off_ns(std::uint64_t now_ns);
  [[nodiscard]] bool reached() const { return deaths_ns_.size() > deaths_max; }
  static constexpr std::size_t deaths_max = 5;

 private:
  std::deque<std::uint64_t> deaths_ns_;
};

}  // namespace sharedfate
