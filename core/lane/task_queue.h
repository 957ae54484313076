#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>

#include "core/lane/task_batches.h"
#include "core/lane/worker.h"
#include "core/system/futex.h"
#include "core/wire/lane_control.h"

namespace sharedfate {

/// A lock for critical sections of a few nanoseconds: spins a little, then sleeps in the kernel
/// (Drepper, "Futexes Are Tricky", 2011, third mutex). Satisfies BasicLockable.
class QueueLock {
 public:
  void lock() {
    for (int spin = 0; spin < spin_count_max; ++spin) {
      std::uint32_t expected = unlocked;
      if (state_.load(std::memory_order_relaxed) == unlocked &&
          state_.compare_exchange_weak(expected, locked, std::memory_order_acquire)) {
        return;
      }
      relax();
    }
    while (state_.exchange(contended, std::memory_order_acquire) != unlocked)
      futex_wait(state_, contended);
  }
  /// lock() that gives up after about `limit_ns`; returns whether the lock was taken.
  bool lock_within(std::int64_t limit_ns) {
    std::uint32_t expected = unlocked;
    if (state_.compare_exchange_strong(expected, locked, std::memory_order_acquire)) return true;
    if (state_.exchange(contended, std::memory_order_acquire) == unlocked) return true;
    futex_wait(state_, contended, limit_ns);
    return state_.exchange(contended, std::memory_order_acquire) == unlocked;
  }
  void unlock() {
    if (state_.exchange(unlocked, std::memory_order_release) == contended) futex_wake(state_, 1);
  }

 private:
  static constexpr int spin_count_max = 64;
  static constexpr std::uint32_t unlocked = 0, locked = 1, contended = 2;

  static void relax() {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#endif
  }

  std::atomic<std::uint32_t> state_{unlocked};
};

/// The textbook queue: one queue, one lock and one condition in the memory that the threads share.
/// It dies with them.
class TaskQueue {
 public:
  /// Publishes its counts in `tally`, which must outlive the queue.
  explicit TaskQueue(LaneProcessMemory& tally) : tally_(tally) {}

  /// Called about every 20 ms while the caller waits for the lock, which a hanging worker may never
  /// release.
  using WhileLocked = std::function<void()>;
  void push(const TaskTicket& prototype, std::uint64_t count, const WhileLocked& while_locked);
  /// Cancels all waiting tasks, and later those that workers put back.
  void cancel(const WhileLocked& while_locked);
  /// Waits for a task and marks it as running. Returns false when the worker is to stop. `batch` is
  /// the worker's local batch, empty at first: where tasks are so short that the lock would cost
  /// more than they do, a worker takes several under one lock. Tasks in the batch count as queued;
  /// they go back when the worker is to stop or the lane is no longer at full speed.
  bool take(Worker& worker, TaskRun& batch, TaskTicket& ticket) {
    worker.attend_idle();
    if (batch.count == 0 || worker.stopping() || !full_speed(worker.control()))
      return take_from_queue(worker, batch, ticket);
    ticket = next_of(batch);
    worker.begin_next(ticket);
    return true;
  }
  /// Makes every waiting worker check its orders.
  void wake_all();

 private:
  std::unique_lock<QueueLock> lock_patiently(const WhileLocked& while_locked);
  [[nodiscard]] static bool full_speed(const LaneControl& control) {
    return control.gate_open.load(std::memory_order_acquire) != 0 &&
           control.tempo_ms.load(std::memory_order_relaxed) == 0;
  }
  static TaskTicket next_of(TaskRun& batch) {
    const TaskTicket ticket = batch.next;
    ++batch.next.task;
    --batch.count;
    return ticket;
  }
  bool take_from_queue(Worker& worker, TaskRun& batch, TaskTicket& ticket);
  enum class Outcome { taken, empty, gate_closed };
  Outcome try_take(Worker& worker, TaskRun& batch, TaskTicket& ticket);
  [[nodiscard]] std::uint64_t batch_size(const Worker& worker) const;
  void put_back(TaskRun& batch);

  LaneProcessMemory& tally_;
  alignas(64) QueueLock lock_;
  TaskBatches waiting_;                                 ///< guarded by lock_
  bool cancelled_ = false;                              ///< guarded by lock_
  std::uint64_t last_task_ = 0;                         ///< guarded by lock_
  alignas(64) std::atomic<std::uint32_t> arrivals_{0};  ///< the condition: a futex word
};

}  // namespace sharedfate
