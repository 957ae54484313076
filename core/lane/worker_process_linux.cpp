#include "core/lane/worker_process.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cstdlib>
#include <string_view>

#include "core/lane/gate.h"
#include "core/lane/last_words.h"
#include "core/lane/shared_queue_consumer.h"
#include "core/lane/worker.h"
#include "core/system/futex.h"
#include "core/system/shared_memory.h"

namespace sharedfate {
namespace {

/// The worker's end of its channel.
class ChannelConsumer {
 public:
  ChannelConsumer(Worker& worker, int bell)
      : worker_(worker), channel_(worker.memory().channel), bell_(bell) {}

  /// Waits for a ticket and marks its task as running. False when the worker shall leave.
  bool take(TaskTicket& ticket) {
    while (true) {
      worker_.attend_idle();
      if (worker_.leaving()) return false;
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
    if (taken_ == channel_.refill_at.load(std::memory_order_acquire)) ring();
  }

  void ring() {
    const std::uint64_t one = 1;
    // The bell's counter is full at 2^64 - 2 rings: then the parent is awake anyway.
    [[maybe_unused]] const ssize_t written = ::write(bell_, &one, sizeof one);
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
  int bell_;
  std::uint64_t taken_ = 0;
};

template <typename Consumer>
int run_with(Worker& worker, Consumer consumer) {
  worker.hello();
  consumer.ring();
  TaskTicket ticket{};
  while (consumer.take(ticket)) {
    worker.execute(ticket);
    consumer.ended();
  }
  worker.pass(SiteId::shutdown);
  worker.set_activity(WorkerActivity::leaving);
  return EXIT_SUCCESS;
}

/// Words of the arguments: where the tasks come from.
constexpr std::string_view from_channel = "channel", from_queue = "queue";

}  // namespace

Result<Child> spawn_worker(int worker, int memory, int control, int bell, int queue) {
  SpawnRequest request;
  request.program = own_program_path();
  request.arguments = {"worker", std::to_string(worker), std::to_string(::getpid()),
                       std::string(queue < 0 ? from_channel : from_queue)};
  request.descriptors = {memory, control, bell};
  if (queue >= 0) request.descriptors.push_back(queue);
  return spawn(request);
}

int run_worker_process(const std::vector<std::string>& arguments) {
  const Descriptor memory_descriptor(worker_memory_descriptor);
  const Descriptor control_descriptor(worker_control_descriptor);
  const Descriptor bell(worker_bell_descriptor);
  if (!die_with_parent(std::atoi(arguments[2].c_str()))) return EXIT_FAILURE;
  const auto memory = Mapping<WorkerMemory>::map(memory_descriptor.get(), Access::read_write);
  const auto control = Mapping<LaneControl>::map(control_descriptor.get(), Access::read_write);
  if (!memory || !control) return EXIT_FAILURE;

  prepare_last_words();
  Worker worker(*memory.value(), *control.value());
  if (arguments[3] == from_channel) return run_with(worker, ChannelConsumer(worker, bell.get()));
  const Descriptor queue_descriptor(worker_queue_descriptor);
  const auto queue = Mapping<SharedQueue>::map(queue_descriptor.get(), Access::read_write);
  if (!queue) return EXIT_FAILURE;
  return run_with(worker, SharedQueueConsumer(worker, *queue.value(), bell.get()));
}

}  // namespace sharedfate
