#pragma once

#include <pthread.h>
#include <semaphore.h>

#include <array>
#include <atomic>
#include <cstdint>

#include "core/experiment/worker_group.h"

// What the workers of a race share, or believe to.
namespace sharedfate {

constexpr std::uint32_t race_workers_max = 16;

/// A bounded queue under one lock. Zero-filled memory is an empty one, without its lock.
struct RaceQueue {
  static constexpr std::uint32_t capacity = 1024;
  pthread_mutex_t mutex;
  pthread_cond_t not_full, not_empty;
  std::uint32_t first = 0, count = 0;
  std::array<std::uint64_t, capacity> amounts;
};

/// A monitor's state: who is inside excludes the others, who wait on a condition.
struct RaceMonitor {
  pthread_mutex_t mutex;
  pthread_cond_t nobody_inside;
  bool somebody_inside = false;
};

/// A counter for each of the ways to protect it, and what protects it. The plain ones are written
/// under their lock only.
struct RaceMemory {
  alignas(64) std::atomic<std::uint64_t> unprotected{0};
  alignas(64) std::atomic<std::uint64_t> atomic{0};
  alignas(64) std::uint64_t plain = 0;  ///< under whichever lock; under none: by the queue's owner
  alignas(64) pthread_mutex_t mutex;
  alignas(64) sem_t semaphore;
  alignas(64) pthread_rwlock_t rwlock;
  alignas(64) RaceMonitor monitor;
  alignas(64) RaceQueue queue;
  alignas(64) std::atomic<std::uint32_t> holder{0};  ///< worker + 1 that was let in last
  struct alignas(64) Shard {
    std::atomic<std::uint64_t> count{0};  ///< written by one worker only
  };
  std::array<Shard, race_workers_max> shards;
};

/// Makes all locks new, usable by threads and by processes.
void prepare(RaceMemory& memory);

/// What each worker says of its run, in memory that is shared whatever the counter's is.
struct RaceResult {
  alignas(64) std::uint64_t start_ns = 0, end_ns = 0;
  std::uint64_t own_view = 0;  ///< the counter as the worker sees it at its end
  std::uint64_t waits = 0, waited_ns = 0;
  std::array<std::uint64_t, race_workers_max> waited_for{};  ///< how often, by who was inside
};
struct RaceResults {
  StartGate gate;
  std::array<RaceResult, race_workers_max + 1> workers;  ///< the last one: the queue's owner
};

}  // namespace sharedfate
