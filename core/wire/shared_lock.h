#pragma once

#include <pthread.h>

#include <array>
#include <atomic>
#include <cstdint>

// Locks that threads and processes alike can use, in memory that they share.
namespace sharedfate {

/// What happens to a mutex whose holder dies.
enum class MutexKind {
  plain,   ///< it stays locked for ever
  robust,  ///< the next worker to lock it gets it, together with EOWNERDEAD
};

/// Whether a reader may overtake a waiting writer, which may then wait for ever.
enum class RwlockKind {
  readers_first,  ///< the system's default
  writers_first,  ///< a thread that reads must not take it for reading a second time
};

/// Initialise a lock or a condition: free, and shared between processes. Precondition: no worker
/// uses it yet.
void prepare(pthread_mutex_t& mutex, MutexKind kind = MutexKind::plain);
void prepare(pthread_cond_t& condition);
void prepare(pthread_rwlock_t& rwlock, RwlockKind kind);

/// A lock in shared memory, and the worker that holds it.
struct SharedLock {
  pthread_mutex_t mutex;
  std::atomic<std::uint32_t> owner;  ///< TID as /proc numbers it; 0: free. Futex word
};
void prepare(SharedLock& lock);

/// The two locks of one deadlock. Zero-filled memory is a pair that was never prepared.
struct LockPair {
  std::array<SharedLock, 2> locks;
};

/// How many deadlocks a lane can have at a time.
constexpr std::uint32_t lock_pair_count = 8;

}  // namespace sharedfate
