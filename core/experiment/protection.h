#pragma once

#include <semaphore.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <span>
#include <string_view>

#include "core/base/result.h"
#include "core/experiment/bounded_queue.h"

// The ways to let several workers increment one counter, and the memory that this takes.
namespace sharedfate {

constexpr std::uint32_t race_workers_max = 16;

/// A monitor: while a worker is inside, the others wait on a condition variable.
struct RaceMonitor {
  pthread_mutex_t mutex;
  pthread_cond_t vacated;
  bool occupied = false;
};

/// The counters for all ways of protection, and the locks that protect them. Shared by the workers,
/// or a copy for each process.
struct RaceMemory {
  alignas(64) std::atomic<std::uint64_t> unprotected{0};
  alignas(64) std::atomic<std::uint64_t> atomic{0};
  alignas(64) std::uint64_t plain = 0;  ///< changed under a lock, or by the queue's owner alone
  alignas(64) pthread_mutex_t mutex;
  alignas(64) sem_t semaphore;
  alignas(64) pthread_rwlock_t rwlock;
  alignas(64) RaceMonitor monitor;
  alignas(64) BoundedQueue queue;
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
  alignas(64) std::uint64_t own_view = 0;  ///< its copy of the counter at its end; 0: it is shared
  std::uint64_t waits = 0, waited_ns = 0;
  std::array<std::uint64_t, race_workers_max> waited_for{};  ///< waits by the worker let in last
};

/// One way to let several workers increment one counter.
struct ProtectionRow {
  std::string_view name;
  std::string_view sentence;
  bool loses_nothing = true;
  bool has_owner = false;  ///< a further worker owns the counter and runs `own`
  /// A worker's part: `increments` increments and nothing else.
  void (*count)(RaceMemory& memory, std::uint32_t worker, std::uint64_t increments);
  /// The same, and records in `result` for which worker it waits, how often and how long. Null: no
  /// worker waits in a way that software can see.
  void (*count_watched)(RaceMemory& memory, std::uint32_t worker, std::uint64_t increments,
                        RaceResult& result) = nullptr;
  /// The owner's part: receives `increments` increments in all.
  void (*own)(RaceMemory& memory, std::uint64_t increments) = nullptr;
  /// The counter, to be read after all workers have ended.
  std::uint64_t (*total)(const RaceMemory& memory);
};

std::span<const ProtectionRow> protections();

}  // namespace sharedfate
