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

  /// True once: when the worker has said hello.
  bool became_ready();
  [[nodiscard]] bool is_ready() const { return ready_; }
  /// How many tasks it says it has started, and ended. Final once the process is dead.
  [[nodiscard]] std::uint64_t tasks_started() const {
    return (memory_->sequence.load(std::memory_order_acquire) + 1) / 2;
  }
  [[nodiscard]] std::uint64_t tasks_ended() const {
    return memory_->sequence.load(std::memory_order_seq_cst) / 2;
  }

  /// Makes it look at its orders, wherever it waits.
  void wake(LaneControl& control);
  void request_stop(LaneControl& control);
  void kill_for(FaultId fault);
  void kill_overdue();
  /// Whether it is late with its task. Time in which it was stopped does not count: to be called
  /// regularly.
  bool look_whether_late(const LaneLimits& limits);
  /// Sets it going again after a stop; one that is not stopped takes no notice.
  void resume() const { signal_child(child_, SIGCONT); }
  /// Ends it because its pool is broken: it has done nothing wrong.
  void terminate();

 private:
  int number_;
  Child child_;
  Mapping<WorkerMemory> memory_;
  bool ready_ = false, stopping_ = false, overdue_ = false, terminated_ = false;
  DeadlineWatch deadline_;
  std::uint64_t stopped_ticks_ = 0;  ///< when it was last seen to be stopped
};

/// A worker's place while nobody fills it.
struct WorkerSlot {
  std::uint32_t incarnation = 0;  ///< of the last one that filled it
  std::uint64_t tasks_taken = 0;  ///< by all that did
  bool by_death = false;
  std::uint64_t since_ns = 0, not_before_ns = 0;
  /// A fault for everyone who fills it from now on, in their memory before they exist.
  std::optional<RequestMessage> order_for_next;  ///< came while the place was vacant: once
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
