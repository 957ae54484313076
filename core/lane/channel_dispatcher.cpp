// Each worker gets its tasks through a channel in its own memory. The parent assigns every task
// itself, so it always knows which worker has which.
#include <algorithm>
#include <utility>
#include <vector>

#include "core/lane/task_dispatcher.h"
#include "core/system/futex.h"
#include "core/wire/ticks.h"

namespace sharedfate {
namespace {

constexpr std::uint64_t ahead_min = 2;

// How long half of a worker's tickets should last. Each refill wakes the parent. If processes wake
// each other for every short task, a scheduler that groups by session (seen on Linux 6.18) runs
// that group for up to half a second at a time, while the window waits.
constexpr std::uint64_t ns_per_ms = 1'000'000;
constexpr std::uint64_t refill_ns_min = 16 * ns_per_ms, refill_ns_max = 64 * ns_per_ms;

/// The parent's end of one worker's channel.
struct ChannelEnd {
  std::uint64_t assigned = 0;  ///< tickets put in
  std::uint64_t refill_at = 0, ahead_max = ahead_min, refilled_ns = 0;
  bool was_full = false;              ///< whether the last refill reached `ahead_max`
  std::vector<TaskTicket> tickets{};  ///< the parent's copy: the worker can overwrite its own

  TaskTicket& ticket(std::uint64_t index) { return tickets[index % task_channel_capacity]; }
};

class ChannelDispatcher final : public TaskDispatcher {
 public:
  SharedQueue* queue_for_workers() const override { return nullptr; }
  void on_worker_started(const ParentWorker& worker) override {
    ChannelEnd fresh;
    fresh.tickets = std::move(end_of(worker).tickets);
    fresh.tickets.resize(task_channel_capacity);
    end_of(worker) = std::move(fresh);
  }
  void dispatch(const ParentWorkers& workers, TaskBatches& waiting, bool one_at_a_time) override {
    // All workers together get a quarter of the waiting tasks at most, so that at the end no worker
    // holds more than `ahead_min` tasks, which another could run.
    const auto count = std::count_if(workers.begin(), workers.end(),
                                     [](const auto& worker) { return worker != nullptr; });
    const std::uint64_t shares = 4 * std::max<std::uint64_t>(1, static_cast<std::uint64_t>(count));
    const std::uint64_t most = one_at_a_time ? 1 : std::max(ahead_min, waiting.size() / shares);
    for (const auto& worker : workers) {
      if (worker != nullptr && wants_more(*worker)) refill(*worker, waiting, most);
    }
  }
  bool wants_to_dispatch(const ParentWorkers& workers, const TaskBatches& waiting) const override {
    return !waiting.empty() && std::any_of(workers.begin(), workers.end(), [&](const auto& worker) {
      return worker != nullptr && wants_more(*worker);
    });
  }
  std::uint64_t unstarted(const ParentWorkers& workers) const override {
    std::uint64_t sum = 0;
    for (const auto& worker : workers) {
      if (worker != nullptr) sum += end_of(*worker).assigned - started(*worker);
    }
    return sum;
  }
  std::uint64_t started(const ParentWorker& worker) const override {
    return std::min(worker.tasks_started(), end_of(worker).assigned);
  }
  const TaskTicket* running(const ParentWorker& dead) override {
    const std::uint64_t begun = started(dead);
    return begun == ended(dead) ? nullptr : &end_of(dead).ticket(begun - 1);
  }
  void take_back(const ParentWorker& dead, TaskBatches& waiting) override {
    const std::uint64_t first = started(dead);
    for (std::uint64_t i = end_of(dead).assigned; i > first; --i)
      waiting.push_front(end_of(dead).ticket(i - 1));
    end_of(dead).assigned = first;
  }
  void take_back_all(TaskBatches&) override {}
  void wake() override {}
  bool lock_holder_died() const override { return false; }

 private:
  static std::size_t place(const ParentWorker& worker) {
    return static_cast<std::size_t>(worker.number() - 1);
  }
  ChannelEnd& end_of(const ParentWorker& worker) { return ends_[place(worker)]; }
  const ChannelEnd& end_of(const ParentWorker& worker) const { return ends_[place(worker)]; }
  std::uint64_t ended(const ParentWorker& worker) const {
    return std::min(worker.tasks_ended(), end_of(worker).assigned);
  }
  /// Whether it has ended all tasks up to `refill_at`.
  bool wants_more(const ParentWorker& worker) const {
    return worker.is_ready() && !worker.stopping() && ended(worker) >= end_of(worker).refill_at;
  }
  void refill(ParentWorker& worker, TaskBatches& waiting, std::uint64_t most);

  std::array<ChannelEnd, worker_count_max> ends_{};
};

/// Gives the worker tickets for some tens of milliseconds, `most` at most. If that is 1, it gets
/// the next one only when it has none left.
void ChannelDispatcher::refill(ParentWorker& worker, TaskBatches& waiting, std::uint64_t most) {
  ChannelEnd& end = end_of(worker);
  TaskChannel& channel = worker.memory().channel;
  std::uint64_t ahead = end.assigned - ended(worker);
  // Only refills with tasks show how fast the worker is: an idle one asks in every round and gets
  // none, and would otherwise be given the whole next batch.
  if (!waiting.empty()) {
    const std::uint64_t now = monotonic_ns();
    const std::uint64_t since_refill = now - std::exchange(end.refilled_ns, now);
    // If the worker was given less for another reason, its speed says nothing about its tasks.
    if (since_refill < refill_ns_min && end.was_full)
      end.ahead_max = std::min(end.ahead_max * 2, task_channel_capacity);
    // Slow tasks. A worker with nothing left may have been idle, and the next ones slower still.
    if (since_refill > refill_ns_max)
      end.ahead_max = ahead == 0 ? ahead_min : std::max(end.ahead_max / 2, ahead_min);
  }

  const std::uint64_t assigned_before = end.assigned;
  for (; ahead < std::min(end.ahead_max, most) && !waiting.empty(); ++ahead) {
    const TaskTicket ticket = end.ticket(end.assigned) = waiting.pop();
    channel.tickets[end.assigned % task_channel_capacity] = ticket;
    ++end.assigned;
  }
  end.was_full = ahead >= end.ahead_max;
  end.refill_at = waiting.empty() || most == 1 ? end.assigned
                                               : end.assigned - (end.assigned - ended(worker)) / 2;
  channel.refill_at.store(end.refill_at, std::memory_order_seq_cst);
  if (end.assigned == assigned_before) return;
  channel.assigned.store(end.assigned, std::memory_order_seq_cst);
  if (channel.asleep.load(std::memory_order_seq_cst) != 0) {
    worker.memory().attention.fetch_add(1, std::memory_order_release);
    futex_wake(worker.memory().attention);
  }
}

}  // namespace

std::unique_ptr<TaskDispatcher> make_channel_dispatcher() {
  return std::make_unique<ChannelDispatcher>();
}

}  // namespace sharedfate
