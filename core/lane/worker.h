#pragma once

#include <cstdint>

#include "core/fault/canary_record.h"
#include "core/fault/site.h"
#include "core/system/scheduling.h"
#include "core/wire/lane_control.h"
#include "core/wire/ticks.h"
#include "core/wire/worker_memory.h"
#include "core/workload/workload.h"

namespace sharedfate {

/// The part of a worker that is the same in a thread and in a process: runs tasks, keeps its
/// account in shared memory, and commits the faults that are injected into it. Used by the worker's
/// thread only.
class Worker final : public TaskContext {
 public:
  Worker(WorkerMemory& memory, LaneControl& control);

  /// Arms this thread's crash handlers and marks the worker as ready in its memory.
  void mark_ready();
  /// Whether it was asked to stop; it does so between two tasks.
  [[nodiscard]] bool stopping() const { return stopping_; }

  /// Checks for orders of the lane process; commits a fault that is due at once. Cheap if nothing
  /// changed.
  void attend() {
    if (memory_.attention.load(std::memory_order_acquire) != attention_quiescent_)
      attend_to_change();
  }
  /// attend() between two tasks, and the failpoint `idle`, which costs nothing while no fault is
  /// armed.
  void attend_idle() {
    if (memory_.attention.load(std::memory_order_acquire) == attention_quiescent_) return;
    attend_to_change();
    pass(SiteId::idle);
  }
  /// A failpoint: commits the fault that is armed for this site, if its task has come. Costs the
  /// load of a member that only this thread uses.
  void pass(SiteId site) {
    if (is_armed(site)) [[unlikely]]
      pass_armed();
  }
  [[nodiscard]] std::uint32_t attention_seen() const { return attention_seen_; }
  void set_activity(WorkerActivity activity);
  /// Waits until the gate may be passable or there are new orders.
  void wait_at_gate();

  /// Marks the task as running: until execute() returns the account counts it as running, no longer
  /// as queued.
  void begin(const TaskTicket& ticket) { begin_at(ticket, read_ticks()); }
  /// The same for a task that follows the last one without a wait: it starts when that one ended,
  /// which saves a reading of the clock.
  void begin_next(const TaskTicket& ticket) { begin_at(ticket, task_end_); }
  /// Whether the last task was so short that the worker should take several from the queue at a
  /// time.
  [[nodiscard]] bool tasks_are_quick() const { return quick_; }
  /// Runs the task that was begun and marks it as ended.
  void execute(const TaskTicket& ticket);

  // TaskContext
  void progress(double share) override;
  void wait_ms(double duration_ms) override;

  [[nodiscard]] WorkerMemory& memory() { return memory_; }
  [[nodiscard]] LaneControl& control() { return control_; }

 private:
  void attend_to_change();
  /// Reads the ordered fault and arms it; returns whether it is to be injected at once.
  bool read_order();
  [[nodiscard]] bool is_armed(SiteId site) const {
    return armed_ == static_cast<std::uint32_t>(site) + 1;
  }
  [[gnu::cold]] void pass_armed();
  /// The failpoints at the end of a task, and in the middle of its record.
  [[gnu::cold]] void pass_task_end(const TaskTicket& ticket);
  void begin_at(const TaskTicket& ticket, std::uint64_t start) {
    task_start_ = start;
    memory_.task.store(ticket.task, std::memory_order_relaxed);
    memory_.task_start_ticks.store(start, std::memory_order_relaxed);
    memory_.progress_ppm.store(0, std::memory_order_relaxed);
    memory_.activity.store(static_cast<std::uint32_t>(WorkerActivity::computing),
                           std::memory_order_relaxed);
    memory_.sequence.store(++sequence_, std::memory_order_release);
    // Of fast tasks one in a while is enough: even this look costs a part of such a task.
    constexpr std::uint64_t quick_tasks_a_look = 1024;
    if (!quick_ || taken_ % quick_tasks_a_look == 0) note_core();
    ++taken_;
  }
  void note_core() {
    memory_.core.store(static_cast<std::uint32_t>(current_core() + 1), std::memory_order_relaxed);
  }
  /// Whether the task begun needs its workload's function only: no tempo, no armed fault, and, like
  /// the last task, too short for a canary record.
  [[nodiscard]] bool is_plain() const {
    return quick_ && armed_ == 0 && control_.tempo_ms.load(std::memory_order_relaxed) == 0;
  }
  /// execute() for a tempo, for an armed fault, and for tasks that are not fast.
  [[gnu::noinline]] TaskResult run_with_care(const TaskTicket& ticket);
  void commit_fault();
  void forget_fault();
  void set_locks_of_lane();
  /// The task's own work. A handled error makes the task fail, as its caller would see it.
  TaskResult run_task(const TaskTicket& ticket, std::uint64_t stretched);
  void stretch(const TaskTicket& ticket);
  [[nodiscard]] std::uint64_t stretched_ticks(std::uint64_t task) const;
  void fire_if_due(std::uint64_t now);

  WorkerMemory& memory_;
  LaneControl& control_;
  const WorkloadRow* row_;  ///< of the last task; any row before the first one
  TickClock clock_;
  CanaryRecord& canary_;  ///< of the running task, in memory that all threads of the process share
  std::uint32_t attention_seen_ = 0;
  std::uint32_t attention_quiescent_ = 0;  ///< value of `attention` at which there is nothing to
                                           ///< do; never equal to it while a fault is armed
  bool stopping_ = false;
  std::uint64_t sequence_ = 0;
  std::uint64_t taken_ = 0;            ///< by all incarnations of this worker number
  std::uint32_t armed_ = 0;            ///< SiteId + 1 of the ordered fault; 0: none
  std::uint64_t fault_at_task_ = 0;    ///< the first task in which it may fire; 0: any
  std::uint64_t task_start_ = 0;       ///< ticks
  std::uint64_t task_end_ = 0;         ///< ticks; of the last task
  std::uint64_t quick_ticks_;          ///< tasks shorter than this are fast
  bool quick_ = false;                 ///< whether the last task was fast
  std::uint64_t task_end_wanted_ = 0;  ///< ticks; equal to task_start_ at full speed
  std::uint64_t fault_due_ = 0;        ///< ticks; 0: not in this task
};

}  // namespace sharedfate
