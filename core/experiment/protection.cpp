#include "core/experiment/protection.h"

#include <array>
#include <cerrno>

#include "core/wire/ticks.h"

namespace sharedfate {
namespace {

constexpr auto relaxed = std::memory_order_relaxed;

// Lock policies: each lets one worker in at a time.

struct MutexPolicy {
  static bool try_enter(RaceMemory& memory) { return ::pthread_mutex_trylock(&memory.mutex) == 0; }
  static void enter(RaceMemory& memory) { ::pthread_mutex_lock(&memory.mutex); }
  static void leave(RaceMemory& memory) { ::pthread_mutex_unlock(&memory.mutex); }
};

struct SemaphorePolicy {
  static bool try_enter(RaceMemory& memory) { return ::sem_trywait(&memory.semaphore) == 0; }
  static void enter(RaceMemory& memory) {
    while (::sem_wait(&memory.semaphore) != 0 && errno == EINTR) continue;
  }
  static void leave(RaceMemory& memory) { ::sem_post(&memory.semaphore); }
};

struct RwlockPolicy {
  static bool try_enter(RaceMemory& memory) {
    return ::pthread_rwlock_trywrlock(&memory.rwlock) == 0;
  }
  static void enter(RaceMemory& memory) { ::pthread_rwlock_wrlock(&memory.rwlock); }
  static void leave(RaceMemory& memory) { ::pthread_rwlock_unlock(&memory.rwlock); }
};

/// Its own mutex is held for some nanoseconds only, so that waits for that one are not counted.
struct MonitorPolicy {
  static bool try_enter(RaceMemory& memory) {
    RaceMonitor& monitor = memory.monitor;
    ::pthread_mutex_lock(&monitor.mutex);
    const bool free = !monitor.occupied;
    monitor.occupied = true;
    ::pthread_mutex_unlock(&monitor.mutex);
    return free;
  }
  static void enter(RaceMemory& memory) {
    RaceMonitor& monitor = memory.monitor;
    ::pthread_mutex_lock(&monitor.mutex);
    while (monitor.occupied) ::pthread_cond_wait(&monitor.vacated, &monitor.mutex);
    monitor.occupied = true;
    ::pthread_mutex_unlock(&monitor.mutex);
  }
  static void leave(RaceMemory& memory) {
    RaceMonitor& monitor = memory.monitor;
    ::pthread_mutex_lock(&monitor.mutex);
    monitor.occupied = false;
    ::pthread_cond_signal(&monitor.vacated);
    ::pthread_mutex_unlock(&monitor.mutex);
  }
};

template <typename LockPolicy>
void count_behind(RaceMemory& memory, std::uint32_t, std::uint64_t increments) {
  for (std::uint64_t i = 0; i < increments; ++i) {
    LockPolicy::enter(memory);
    ++memory.plain;
    LockPolicy::leave(memory);
  }
}

/// Records one wait: its duration, and the worker that was let in last. Made for waits only, so
/// that the other increments do not pay for the clock.
class Wait {
 public:
  Wait(const RaceMemory& memory, RaceResult& result) : result_(result) {
    const std::uint32_t holder = memory.holder.load(relaxed);
    if (holder > 0) ++result.waited_for[holder - 1];
    ++result.waits;
  }
  ~Wait() { result_.waited_ns += monotonic_ns() - start_ns_; }
  Wait(const Wait&) = delete;
  Wait& operator=(const Wait&) = delete;

 private:
  RaceResult& result_;
  std::uint64_t start_ns_ = monotonic_ns();
};

template <typename LockPolicy>
void count_watched_behind(RaceMemory& memory, std::uint32_t worker, std::uint64_t increments,
                          RaceResult& result) {
  for (std::uint64_t i = 0; i < increments; ++i) {
    if (!LockPolicy::try_enter(memory)) {
      const Wait wait(memory, result);
      LockPolicy::enter(memory);
    }
    memory.holder.store(worker + 1, relaxed);
    ++memory.plain;
    LockPolicy::leave(memory);
  }
}

template <typename LockPolicy>
constexpr ProtectionRow behind(std::string_view name, std::string_view sentence) {
  return {.name = name,
          .sentence = sentence,
          .count = count_behind<LockPolicy>,
          .count_watched = count_watched_behind<LockPolicy>,
          .total = [](const RaceMemory& memory) { return memory.plain; }};
}

void count_unprotected(RaceMemory& memory, std::uint32_t, std::uint64_t increments) {
  // Loses updates as an unprotected `++counter` does, but without undefined behaviour.
  for (std::uint64_t i = 0; i < increments; ++i)
    memory.unprotected.store(memory.unprotected.load(relaxed) + 1, relaxed);
}

void count_atomic(RaceMemory& memory, std::uint32_t, std::uint64_t increments) {
  for (std::uint64_t i = 0; i < increments; ++i) memory.atomic.fetch_add(1, relaxed);
}

void count_sharded(RaceMemory& memory, std::uint32_t worker, std::uint64_t increments) {
  std::atomic<std::uint64_t>& own = memory.shards[worker].count;
  for (std::uint64_t i = 0; i < increments; ++i) own.store(own.load(relaxed) + 1, relaxed);
}

/// Puts an increment in. Only the owner waits for one: it is woken where there was none.
/// Precondition: the queue is not full, and the caller holds its mutex.
void put_one(BoundedQueue& queue) {
  if (queue.count == 0) ::pthread_cond_signal(&queue.not_empty);
  queue.put(1);
}

void count_through_queue(RaceMemory& memory, std::uint32_t, std::uint64_t increments) {
  BoundedQueue& queue = memory.queue;
  for (std::uint64_t i = 0; i < increments; ++i) {
    ::pthread_mutex_lock(&queue.mutex);
    while (queue.count == BoundedQueue::capacity_max)
      ::pthread_cond_wait(&queue.not_full, &queue.mutex);
    put_one(queue);
    ::pthread_mutex_unlock(&queue.mutex);
  }
}

void count_watched_through_queue(RaceMemory& memory, std::uint32_t worker, std::uint64_t increments,
                                 RaceResult& result) {
  BoundedQueue& queue = memory.queue;
  for (std::uint64_t i = 0; i < increments; ++i) {
    if (::pthread_mutex_trylock(&queue.mutex) != 0) {
      const Wait wait(memory, result);
      ::pthread_mutex_lock(&queue.mutex);
    }
    if (queue.count == BoundedQueue::capacity_max) {
      memory.holder.store(0, relaxed);  // waits for the owner, not for another worker
      const Wait wait(memory, result);
      while (queue.count == BoundedQueue::capacity_max)
        ::pthread_cond_wait(&queue.not_full, &queue.mutex);
    }
    memory.holder.store(worker + 1, relaxed);
    put_one(queue);
    ::pthread_mutex_unlock(&queue.mutex);
  }
}

void own_queue(RaceMemory& memory, std::uint64_t increments) {
  BoundedQueue& queue = memory.queue;
  for (std::uint64_t taken = 0; taken < increments;) {
    ::pthread_mutex_lock(&queue.mutex);
    while (queue.count == 0) ::pthread_cond_wait(&queue.not_empty, &queue.mutex);
    if (queue.count == BoundedQueue::capacity_max) ::pthread_cond_broadcast(&queue.not_full);
    const std::uint64_t amount = queue.take();
    ::pthread_mutex_unlock(&queue.mutex);
    // Only the owner uses the counter, so that it needs no protection.
    memory.plain += amount;
    taken += amount;
  }
}

std::uint64_t sum_of_shards(const RaceMemory& memory) {
  std::uint64_t sum = 0;
  for (const RaceMemory::Shard& shard : memory.shards) sum += shard.count.load(relaxed);
  return sum;
}

constexpr std::array rows{
    ProtectionRow{
        .name = "unprotected",
        .sentence = "Load, add, store: whatever comes between them is lost.",
        .loses_nothing = false,
        .count = count_unprotected,
        .total = [](const RaceMemory& memory) { return memory.unprotected.load(relaxed); }},
    behind<MutexPolicy>("mutex", "A lock that one holds at a time."),
    behind<SemaphorePolicy>("semaphore", "One permit, which is taken and given back."),
    behind<MonitorPolicy>("monitor",
                          "A mutex, and a condition to wait for: that no thread is inside."),
    behind<RwlockPolicy>("rwlock", "A reader-writer lock, and every thread writes."),
    ProtectionRow{.name = "atomic",
                  .sentence = "One indivisible instruction of the processor.",
                  .count = count_atomic,
                  .total = [](const RaceMemory& memory) { return memory.atomic.load(relaxed); }},
    ProtectionRow{.name = "sharded",
                  .sentence = "A counter for each worker, added up at the end.",
                  .count = count_sharded,
                  .total = sum_of_shards},
    ProtectionRow{.name = "queue",
                  .sentence = "Each increment is handed over to one owner, which alone counts.",
                  .has_owner = true,
                  .count = count_through_queue,
                  .count_watched = count_watched_through_queue,
                  .own = own_queue,
                  .total = [](const RaceMemory& memory) { return memory.plain; }},
};

}  // namespace

void prepare(RaceMemory& memory) {
  prepare(memory.mutex);
  ::sem_init(&memory.semaphore, 1, 1);
  prepare(memory.rwlock, RwlockKind::readers_first);
  prepare(memory.monitor.mutex);
  prepare(memory.monitor.vacated);
  prepare(memory.queue);
}

std::span<const ProtectionRow> protections() { return rows; }

}  // namespace sharedfate
