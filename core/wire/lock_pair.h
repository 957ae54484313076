#pragma once

#include <pthread.h>

#include <array>
#include <atomic>
#include <cstdint>

namespace sharedfate {

/// A lock in the memory that the workers of a lane share, and the worker that holds it.
struct SharedLock {
  pthread_mutex_t mutex;
  std::atomic<std::uint32_t> owner;  ///< TID as /proc numbers it; 0: free. Futex word
};

/// The two locks of one deadlock. Zero-filled memory is a pair that was never prepared.
struct LockPair {
  std::array<SharedLock, 2> locks;
};

/// How many deadlocks a lane can have at a time.
constexpr std::uint32_t lock_pair_count = 8;

/// Initialises both locks: unlocked, shared between processes. Precondition: no worker uses them.
void prepare(LockPair& pair);

}  // namespace sharedfate
