#pragma once

#include <pthread.h>
#include <semaphore.h>

#include <array>
#include <atomic>
#include <cstdint>

#include "core/experiment/worker_group.h"

// The memory of the workers of a race: shared, or a copy for each process.
namespace sharedfate {

constexpr std::uint32_t race_workers_max = 16;

/// A bounded queue under one mutex. Zero-filled memory is an empty queue whose mutex and condition
/// variables have yet to be initialised.
struct RaceQueue {
  static constexpr std::uint32_t capacity = 1024;
  pthread_mutex_t mutex;
  pthread_cond_t not_full, not_empty;
  std::uint32_t first = 0, count = 0;
  std::array<std::uint64_t, capacity> amounts;
};

/// A monitor: while a worker is inside, the others wait on a condition variable.
struct RaceMonitor {
  pthread_mutex_t mutex;
  pthread_cond_t vacated;
  bool occupied = false;
};

/// The counters for all ways of protection, and the locks that protect them.
struct RaceMemory {
  alignas(64) std::atomic<std::uint64_t> unprotected{0};
  alignas(64) std::atomic<std::uint64_t> atomic{0};
  alignas(64) std::uint64_t plain = 0;  ///< changed under a lock, or by the queue's owner alone
  alignas(64) pthread_mutex_t mutex;
  alignas(64) sem_t semaphore;
  alignas(64) pthread_rwlock_t rwlock;
  alignas(64) RaceMonitor monitor;
  alignas(64) RaceQueue queue;
  alignas(64) std::atomic<std::uint32_t> holder{0};  ///< the worker let in last, + 1; 0: none
  struct alignas(64) Shard {
    std::atomic<std::uint64_t> count{0};  ///< written by one worker only
  };
  std::array<Shard, race_workers_max> shards;
};

/// Initialises all locks so that both threads and processes can use them.
void prepare(RaceMemory& memory);

/// What one worker records of its run, in memory that is shared even if the counter's is not.
struct RaceResult {
  alignas(64) std::uint64_t start_ns = 0, end_ns = 0;
  std::uint64_t own_view = 0;  ///< the worker's copy of the counter at its end; 0 if it is shared
  std::uint64_t waits = 0, waited_ns = 0;
  std::array<std::uint64_t, race_workers_max> waited_for{};  ///< waits by the worker let in last
};
struct RaceResults {
  StartGate gate;
  std::array<RaceResult, race_workers_max + 1> workers;  ///< the queue's owner after the others
};

}  // namespace sharedfate
