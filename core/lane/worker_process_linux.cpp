#include "core/lane/worker_process.h"

#include <unistd.h>

#include <cstdlib>
#include <string>

#include "core/lane/crash_record.h"
#include "core/lane/gate.h"
#include "core/lane/shared_queue_consumer.h"
#include "core/lane/worker.h"
#include "core/system/fork.h"
#include "core/system/futex.h"
#include "core/system/process_title.h"

namespace sharedfate {
namespace {

/// The worker's end of its channel.
class ChannelConsumer {
 public:
  ChannelConsumer(Worker& worker, int notify_descriptor)
      : worker_(worker), channel_(worker.memory().channel), notify_descriptor_(notify_descriptor) {}

  /// Waits for a ticket and marks its task as running. False when the worker shall leave.
  bool take(TaskTicket& ticket) {
    while (true) {
      worker_.attend_idle();
      if (worker_.stopping()) return false;
      if (taken_ == channel_.assigned.load(std::memory_order_acquire)) {
        sleep();
      } else if (!pass_gate(worker_.control())) {
        worker_.wait_at_gate();
      } else {
        ticket = channel_.tickets[taken_ % task_channel_capacity];
        ++taken_;
        worker_.begin(ticket);
        return true;
      }
    }
  }

  /// Tells the parent that a task has ended, if it wants to know.
  void ended() {
    // Orders the end of the task before the look at refill_at: the parent does it the other way
    // round.
    std::atomic_thread_fence(std::memory_order_seq_cst);
    if (taken_ == channel_.refill_at.load(std::memory_order_acquire)) notify();
  }

  void notify() {
    const std::uint64_t one = 1;
    // The bell's counter is full at 2^64 - 2 rings: then the parent is awake anyway.
    [[maybe_unused]] const ssize_t written = ::write(notify_descriptor_, &one, sizeof one);
  }

 private:
  void sleep() {
    // Full speed must not pay for a system call per task: look a while before sleeping.
    constexpr int looks_before_sleep = 200;
    for (int look = 0; look < looks_before_sleep; ++look) {
      if (taken_ != channel_.assigned.load(std::memory_order_acquire)) return;
    }
    worker_.set_activity(WorkerActivity::waiting);
    worker_.pass(SiteId::waiting);
    channel_.asleep.store(1, std::memory_order_seq_cst);
    // Sequentially consistent on both sides: either the parent sees `asleep`, or this sees the new
    // ticket.
    if (taken_ == channel_.assigned.load(std::memory_order_seq_cst)) {
      futex_wait(worker_.memory().attention, worker_.attention_seen());
    }
    channel_.asleep.store(0, std::memory_order_relaxed);
  }

  Worker& worker_;
  TaskChannel& channel_;
  int notify_descriptor_;
  std::uint64_t taken_ = 0;
};

template <typename Consumer>
int run_with(Worker& worker, Consumer consumer) {
  worker.mark_ready();
  consumer.notify();
  TaskTicket ticket{};
  while (consumer.take(ticket)) {
    worker.execute(ticket);
    consumer.ended();
  }
  worker.pass(SiteId::shutdown);
  worker.set_activity(WorkerActivity::stopping);
  return EXIT_SUCCESS;
}

/// Closes what the parent has open: a worker that held the parent's socket would hide its end.
void keep_only(int descriptor) {
  constexpr int first = 3;
  if (descriptor > first) ::close_range(first, static_cast<unsigned>(descriptor) - 1, 0);
  ::close_range(static_cast<unsigned>(descriptor) + 1, ~0U, 0);
}

}  // namespace

// Neither of the two is hidden in this file: their names are on the stack of a crash.
[[gnu::noinline]] int work_in_process(const WorkerParts& parts) {
  keep_only(parts.notify_descriptor);
  set_process_title("worker " + std::to_string(parts.worker));
  Worker worker(parts.memory, parts.control);
  if (parts.queue == nullptr)
    return run_with(worker, ChannelConsumer(worker, parts.notify_descriptor));
  return run_with(worker, SharedQueueConsumer(worker, *parts.queue, parts.notify_descriptor));
}

/// What a worker process does all its life; the last function on the stack of a crash. It does
/// nothing that the compiler could move to a part of its own, in which the walk would go on.
[[gnu::noinline]] int run_worker_process(const WorkerParts& parts) {
  end_stack_here();
  const int code = work_in_process(parts);
  asm volatile("");  // no jump in place of the call
  return code;
}

Result<Child> fork_worker(const WorkerParts& parts) {
  return fork_child([&parts] { return run_worker_process(parts); });
}

}  // namespace sharedfate
