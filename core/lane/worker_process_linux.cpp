#include "core/lane/worker_process.h"

#include <unistd.h>

#include <cstdlib>
#include <string>

#include "core/lane/crash_record.h"
#include "core/lane/gate.h"
#include "core/lane/shared_queue_consumer.h"
#include "core/lane/worker.h"
#include "core/system/descriptor.h"
#include "core/system/futex.h"
#include "core/system/spawn.h"

namespace sharedfate {
namespace {

/// The worker's end of its channel.
class ChannelConsumer {
 public:
  ChannelConsumer(Worker& worker, int notify_descriptor)
      : worker_(worker), channel_(worker.memory().channel), notify_descriptor_(notify_descriptor) {}

  /// Waits for a ticket and marks its task as running. Returns false when the worker is to stop.
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

  /// Notifies the parent of the end of a task, if the parent has asked for that.
  void ended() {
    // Orders the end of the task before the load of refill_at; the parent stores refill_at before
    // it loads `sequence`.
    std::atomic_thread_fence(std::memory_order_seq_cst);
    if (taken_ == channel_.refill_at.load(std::memory_order_acquire))
      notify_eventfd(notify_descriptor_);
  }

 private:
  void sleep() {
    // At full speed a task must not cost a system call: polls for a while before it sleeps.
    constexpr int looks_before_sleep = 200;
    for (int look = 0; look < looks_before_sleep; ++look) {
      if (taken_ != channel_.assigned.load(std::memory_order_acquire)) return;
    }
    worker_.set_activity(WorkerActivity::waiting);
    worker_.pass(SiteId::waiting);
    channel_.asleep.store(1, std::memory_order_seq_cst);
    // Sequentially consistent on both sides: either the parent sees `asleep`, or the worker sees
    // the new ticket.
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
void run_tasks(Worker& worker, Consumer consumer) {
  TaskTicket ticket{};
  while (consumer.take(ticket)) {
    worker.execute(ticket);
    consumer.ended();
  }
}

/// Closes the parent's descriptors: a copy of the parent's socket would hide the parent's end.
void keep_only(int descriptor) {
  constexpr int first = 3;
  if (descriptor > first) ::close_range(first, static_cast<unsigned>(descriptor) - 1, 0);
  ::close_range(static_cast<unsigned>(descriptor) + 1, ~0U, 0);
}

}  // namespace

// Both functions have external linkage, so that a crash's stack can name them.
[[gnu::noinline]] int work_in_process(const WorkerParts& parts) {
  keep_only(parts.notify_descriptor);
  set_process_title("worker " + std::to_string(parts.worker));
  Worker worker(parts.memory, parts.control);
  worker.mark_ready();
  notify_eventfd(parts.notify_descriptor);
  if (parts.queue == nullptr) {
    run_tasks(worker, ChannelConsumer(worker, parts.notify_descriptor));
  } else {
    run_tasks(worker, SharedQueueConsumer(worker, *parts.queue, parts.notify_descriptor));
  }
  worker.pass(SiteId::shutdown);
  worker.set_activity(WorkerActivity::stopping);
  return EXIT_SUCCESS;
}

/// The main function of a worker process, and the last one on a crash's stack. Contains nothing
/// that the compiler could split into a separate part, in which the unwinding would go on.
[[gnu::noinline]] int run_worker_process(const WorkerParts& parts) {
  end_stack_here();
  const int code = work_in_process(parts);
  asm volatile("");  // prevents a tail call
  return code;
}

Result<Child> fork_worker(const WorkerParts& parts) {
  return fork_child([&parts] { return run_worker_process(parts); });
}

}  // namespace sharedfate
