#include "core/experiment/bounded_queue_run.h"

#include <pthread.h>

#include <algorithm>
#include <array>

#include "core/system/memory_block.h"
#include "core/wire/ticks.h"

namespace sharedfate {
namespace {

struct WorkerStats {
  alignas(64) std::uint64_t start_ns = 0, end_ns = 0;
  std::uint64_t items = 0, sum = 0, sum_of_squares = 0;
  std::uint64_t waits = 0, waited_ns = 0;

  void note(std::uint64_t item) {
    ++items;
    sum += item;
    sum_of_squares += item * item;
  }
};

struct Queue {
  StartGate gate;
  pthread_mutex_t mutex;
  pthread_cond_t not_full, not_empty;
  // Protected by the mutex:
  std::uint32_t first = 0, count = 0;
  std::uint64_t taken = 0;
  std::array<std::uint64_t, queue_capacity_max> items{};

  std::array<WorkerStats, 2 * queue_workers_max> stats;  ///< producers, then consumers
};

void prepare(Queue& queue) {
  pthread_mutexattr_t for_mutex{};
  ::pthread_mutexattr_init(&for_mutex);
  ::pthread_mutexattr_setpshared(&for_mutex, PTHREAD_PROCESS_SHARED);
  ::pthread_mutex_init(&queue.mutex, &for_mutex);
  ::pthread_mutexattr_destroy(&for_mutex);
  pthread_condattr_t for_condition{};
  ::pthread_condattr_init(&for_condition);
  ::pthread_condattr_setpshared(&for_condition, PTHREAD_PROCESS_SHARED);
  ::pthread_cond_init(&queue.not_full, &for_condition);
  ::pthread_cond_init(&queue.not_empty, &for_condition);
  ::pthread_condattr_destroy(&for_condition);
}

/// Waits on `condition` until `ready`, and adds the wait to `stats`. Precondition: the caller holds
/// the mutex.
template <typename Ready>
void await(Queue& queue, pthread_cond_t& condition, WorkerStats& stats, Ready ready) {
  if (ready()) return;
  ++stats.waits;
  const std::uint64_t start_ns = monotonic_ns();
  while (!ready()) ::pthread_cond_wait(&condition, &queue.mutex);
  stats.waited_ns += monotonic_ns() - start_ns;
}

void produce(Queue& queue, const BoundedQueueSetting& setting, std::uint32_t producer,
             WorkerStats& stats) {
  for (std::uint64_t i = 0; i < setting.items; ++i) {
    const std::uint64_t item = producer * setting.items + i;
    ::pthread_mutex_lock(&queue.mutex);
    await(queue, queue.not_full, stats, [&] { return queue.count < setting.capacity; });
    queue.items[(queue.first + queue.count++) % setting.capacity] = item;
    ::pthread_cond_signal(&queue.not_empty);
    ::pthread_mutex_unlock(&queue.mutex);
    stats.note(item);
  }
}

void consume(Queue& queue, const BoundedQueueSetting& setting, WorkerStats& stats) {
  const std::uint64_t total = setting.producers * setting.items;
  for (;;) {
    ::pthread_mutex_lock(&queue.mutex);
    await(queue, queue.not_empty, stats, [&] { return queue.count > 0 || queue.taken == total; });
    if (queue.taken == total) break;
    const std::uint64_t item = queue.items[queue.first];
    queue.first = (queue.first + 1) % setting.capacity;
    --queue.count;
    // After the last item the other consumers are to end.
    if (++queue.taken == total) ::pthread_cond_broadcast(&queue.not_empty);
    ::pthread_cond_signal(&queue.not_full);
    ::pthread_mutex_unlock(&queue.mutex);
    stats.note(item);
  }
  ::pthread_mutex_unlock(&queue.mutex);
}

BoundedQueueFigures figures_of(const Queue& queue, const BoundedQueueSetting& setting) {
  BoundedQueueFigures figures;
  std::uint64_t start_ns = ~std::uint64_t{0}, end_ns = 0, sums = 0, squares = 0;
  for (std::uint32_t worker = 0; worker < setting.producers + setting.consumers; ++worker) {
    const WorkerStats& stats = queue.stats[worker];
    const bool producer = worker < setting.producers;
    if (producer) {
      figures.sent += stats.items;
      figures.waits_full += stats.waits;
      figures.waited_full_ns += stats.waited_ns;
    } else {
      figures.received += stats.items;
      figures.waits_empty += stats.waits;
      figures.waited_empty_ns += stats.waited_ns;
    }
    // Sent minus received, modulo 2^64: 0 if each item was received once.
    sums += producer ? stats.sum : 0 - stats.sum;
    squares += producer ? stats.sum_of_squares : 0 - stats.sum_of_squares;
    start_ns = std::min(start_ns, stats.start_ns);
    end_ns = std::max(end_ns, stats.end_ns);
  }
  figures.each_once = figures.sent == figures.received && sums == 0 && squares == 0;
  figures.wall_ns = static_cast<double>(end_ns - start_ns);
  return figures;
}

}  // namespace

Result<BoundedQueueFigures> run_bounded_queue(const BoundedQueueSetting& setting) {
  assert(setting.capacity >= 1 && setting.capacity <= queue_capacity_max);
  assert(setting.producers >= 1 && setting.producers <= queue_workers_max);
  assert(setting.consumers >= 1 && setting.consumers <= queue_workers_max);
  auto memory = MemoryBlock<Queue>::create(Sharing::shared);
  if (!memory) return memory.error();
  Queue& queue = *memory.value();
  prepare(queue);
  const auto done =
      run_together(setting.form, Placement::spread, setting.producers + setting.consumers,
                   queue.gate, [&](std::uint32_t worker) {
                     WorkerStats& stats = queue.stats[worker];
                     stats.start_ns = monotonic_ns();
                     if (worker < setting.producers) {
                       produce(queue, setting, worker, stats);
                     } else {
                       consume(queue, setting, stats);
                     }
                     stats.end_ns = monotonic_ns();
                   });
  if (!done) return done.error();
  return figures_of(queue, setting);
}

}  // namespace sharedfate
