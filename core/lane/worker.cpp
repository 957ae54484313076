#include "core/lane/worker.h"

#include <algorithm>

#include "core/fault/deadlock.h"
#include "core/fault/fault.h"
#include "core/fault/handled_error.h"
#include "core/lane/crash_record.h"
#include "core/lane/gate.h"
#include "core/system/futex.h"
#include "core/system/process_facts.h"
#include "core/system/scheduling.h"

namespace sharedfate {
namespace {

/// Where in a stretched task a fault fires, as a share of it: late enough for the class to see it
/// coming.
constexpr double fault_share = 0.45;
constexpr double full_ppm = 1e6;
/// A task is fast if more than this many of its length fit into a millisecond.
constexpr std::uint64_t quick_tasks_per_ms = 500;

/// SplitMix64's finaliser (Steele, Lea, Flood, 2014): spreads seed and task over all bits.
std::uint64_t mix(std::uint64_t value) {
  value += 0x9E3779B97F4A7C15U;
  value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9U;
  value = (value ^ (value >> 27)) * 0x94D049BB133111EBU;
  return value ^ (value >> 31);
}

}  // namespace

Worker::Worker(WorkerMemory& memory, LaneControl& control)
    : memory_(memory),
      control_(control),
      row_(&workload_row(WorkloadId::square)),
      clock_(control.clock),
      canary_(claim_canary(memory.worker)),
      taken_(memory.tasks_before.load(std::memory_order_acquire)),
      quick_ticks_(clock_.ticks_per_ms() / quick_tasks_per_ms) {}

void Worker::mark_ready() {
  arm_crash_record(memory_);
  read_order();
  pass(SiteId::start);
  lower_own_priority(control_.niceness);
  memory_.tid.store(host_tid(), std::memory_order_release);
  set_activity(WorkerActivity::waiting);
  attend();
}

void Worker::set_activity(WorkerActivity activity) {
  memory_.activity.store(static_cast<std::uint32_t>(activity), std::memory_order_release);
}

void Worker::attend_to_change() {
  const std::uint32_t attention = memory_.attention.load(std::memory_order_acquire);
  if (attention != attention_seen_) {
    attention_seen_ = attention;
    stopping_ = memory_.stop_requested.load(std::memory_order_acquire) != 0;
    if (read_order()) commit_fault();
  }
  // While a fault is armed every check takes the slow path, which attend_idle() needs for its
  // failpoint.
  attention_quiescent_ = armed_ == 0 ? attention : ~attention;
}

bool Worker::read_order() {
  const bool pending = memory_.fault_pending.load(std::memory_order_acquire) != 0;
  fault_at_task_ = memory_.fault_at_task.load(std::memory_order_acquire);
  armed_ = pending ? memory_.fault_site.load(std::memory_order_acquire) + 1 : 0;
  if (!is_armed(SiteId::mid_task)) fault_due_ = 0;
  return is_armed(SiteId::mid_task) && fault_at_task_ == 0;
}

void Worker::wait_at_gate() {
  const std::uint32_t sequence = control_.sequence.load(std::memory_order_acquire);
  attend();
  if (stopping_ || gate_passable(control_)) return;
  set_activity(WorkerActivity::paused);
  futex_wait(control_.sequence, sequence);
}

std::uint64_t Worker::stretched_ticks(std::uint64_t task) const {
  const std::uint64_t tempo_ms = control_.tempo_ms.load(std::memory_order_relaxed);
  if (tempo_ms == 0) return 0;
  // 0.6 to 1.4 times the tempo, by seed and task number, the same in every lane: real tasks differ
  // in length, and workers in lockstep would look synchronised.
  const double share = 0.6 + 0.8 * static_cast<double>(mix(control_.seed ^ task) >> 11) * 0x1.0p-53;
  return static_cast<std::uint64_t>(static_cast<double>(tempo_ms * clock_.ticks_per_ms()) * share);
}

void Worker::pass_task_end(const TaskTicket& ticket) {
  if (fault_due_ != 0) return commit_fault();
  if (!is_armed(SiteId::event) || taken_ < fault_at_task_) return;
  memory_.ring.push_half({ticket.task, task_start_, read_ticks(), 0});
  commit_fault();
}

void Worker::pass_armed() {
  if (taken_ >= fault_at_task_) commit_fault();
}

inline TaskResult Worker::run_task(const TaskTicket& ticket, std::uint64_t stretched) {
  try {
    if (is_armed(SiteId::mid_task) && fault_at_task_ != 0 && taken_ >= fault_at_task_) {
      fault_due_ =
          task_start_ + static_cast<std::uint64_t>(static_cast<double>(stretched) * fault_share);
      fire_if_due(read_ticks());
    }
    const TaskResult result = row_->run(*this, ticket.task, ticket.parameter);
    if (stretched != 0) stretch(ticket);
    if (armed_ != 0) [[unlikely]]
      pass_task_end(ticket);
    return result;
  } catch (const HandledError&) {
    // The error is handled: it must count neither as overdue nor as the cause of a later death.
    forget_fault();
    return TaskResult{.failed = true};
  }
}

void Worker::execute(const TaskTicket& ticket) {
  if (static_cast<std::uint64_t>(row_->id) != ticket.workload) [[unlikely]]
    row_ = &workload_row(static_cast<WorkloadId>(ticket.workload));
  task_end_wanted_ = task_start_;
  fault_due_ = 0;
  const TaskResult result = is_plain() ? run_task(ticket, 0) : run_with_care(ticket);
  task_end_ = read_ticks();
  quick_ = task_end_ - task_start_ < quick_ticks_;
  const std::uint64_t value = result.value & ~TaskRecord::flags;
  memory_.ring.push({ticket.task, task_start_, task_end_,
                     result.failed ? value | TaskRecord::failed_flag : value});
  if (result.failed) memory_.failed.fetch_add(1, std::memory_order_relaxed);
  memory_.sequence.store(++sequence_, std::memory_order_release);
}

TaskResult Worker::run_with_care(const TaskTicket& ticket) {
  const std::uint64_t stretched = stretched_ticks(ticket.task);
  task_end_wanted_ = task_start_ + stretched;
  // A task as fast as the last one ends before a stray write could hit its canary record.
  const bool takes_notes = !tasks_are_quick();
  if (takes_notes) fill_canary(canary_, ticket.task);
  TaskResult result = run_task(ticket, stretched);
  if (takes_notes && !verify_canary(canary_)) [[unlikely]] {
    result.failed = true;
    memory_.corrupted.fetch_add(1, std::memory_order_relaxed);
  }
  return result;
}

/// Repeats a computing task, or lengthens a waiting one, until its time is up.
void Worker::stretch(const TaskTicket& ticket) {
  std::uint64_t now = read_ticks();
  while (now < task_end_wanted_) {
    if (row_->burns(ticket.task)) {
      (void)row_->run(*this, ticket.task, ticket.parameter);
      progress(1.0);
    } else {
      wait_ms(static_cast<double>(task_end_wanted_ - now) /
              static_cast<double>(clock_.ticks_per_ms()));
    }
    now = read_ticks();
  }
}

void Worker::fire_if_due(std::uint64_t now) {
  if (fault_due_ != 0 && now >= fault_due_) commit_fault();
}

void Worker::progress(double share) {
  attend();
  note_core();
  const std::uint64_t now = read_ticks();
  fire_if_due(now);
  if (task_end_wanted_ > task_start_) {
    share = static_cast<double>(now - task_start_) /
            static_cast<double>(task_end_wanted_ - task_start_);
  }
  memory_.progress_ppm.store(static_cast<std::uint32_t>(std::min(share, 1.0) * full_ppm),
                             std::memory_order_relaxed);
}

void Worker::wait_ms(double duration_ms) {
  // Sleeps in slices, so that the progress on screen moves; each one is a real sleep in the kernel.
  constexpr double slice_ms = 25;
  constexpr double ns_per_ms = 1e6;
  const auto ticks_per_ms = static_cast<double>(clock_.ticks_per_ms());
  const std::uint64_t start = read_ticks();
  const std::uint64_t end = start + static_cast<std::uint64_t>(duration_ms * ticks_per_ms);
  set_activity(WorkerActivity::blocked);
  for (std::uint64_t now = start; now < end; now = read_ticks()) {
    progress(static_cast<double>(now - start) / static_cast<double>(end - start));
    std::uint64_t until = end;
    if (fault_due_ != 0) until = std::clamp(fault_due_, now, end);
    const double left_ms = std::min(slice_ms, static_cast<double>(until - now) / ticks_per_ms);
    futex_wait(memory_.attention, attention_seen_, static_cast<std::int64_t>(left_ms * ns_per_ms));
  }
  set_activity(WorkerActivity::computing);
}

void Worker::commit_fault() {
  const std::uint32_t ordered = memory_.fault_pending.load(std::memory_order_acquire);
  if (ordered == 0 || ordered > faults().size()) return;
  const FaultRow& row = fault_row(static_cast<FaultId>(ordered - 1));
  if (row.fails_its_task() && sequence_ % 2 == 0) {
    // The task that was to fail has ended meanwhile: the fault is injected into the next one.
    fault_at_task_ = taken_ + 1;
    return;
  }
  // Another order may have replaced it: that one is handled at the next check.
  std::uint32_t pending = ordered;
  if (!memory_.fault_pending.compare_exchange_strong(pending, 0, std::memory_order_acq_rel)) return;
  armed_ = 0;
  fault_at_task_ = fault_due_ = 0;
  if (row.needs_partner) set_locks_of_lane();
  // Faults that resume make nothing overdue, and neither they nor stray writes explain a later
  // death: of a stray write the kernel reports the worker that crashes, not the one that wrote.
  if (!row.resumes && !row.stray_write) {
    memory_.fault_committed.store(ordered, std::memory_order_release);
    memory_.fault_ticks.store(read_ticks(), std::memory_order_release);
  }
  row.commit();
  if (row.stray_write) memory_.stray_writes.fetch_add(1, std::memory_order_release);
}

void Worker::forget_fault() {
  memory_.fault_ticks.store(0, std::memory_order_release);
  memory_.fault_committed.store(0, std::memory_order_release);
}

/// For a deadlock: the pair of locks that the lane process has prepared.
void Worker::set_locks_of_lane() {
  const std::uint32_t pair = memory_.lock_pair.load(std::memory_order_acquire);
  if (pair == 0 || pair > lock_pair_count) return set_deadlock_locks({});
  const std::uint32_t first = memory_.lock_first.load(std::memory_order_relaxed);
  set_deadlock_locks({&control_.lock_pairs[pair - 1], first == 0 ? 0U : 1U, &memory_});
}

}  // namespace sharedfate
