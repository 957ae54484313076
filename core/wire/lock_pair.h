#pragma once

#include <pthread.h>

#include <array>
#include <atomic>
#include <cstdint>

namespace sharedfate {

/// A lock in the memory that the workers of a lane share, with a word that says who holds it.
struct SharedLock {
  pthread_mutex_t mutex;
  std::atomic<std::uint32_t> owner;  ///< TID outside its namespace; 0: nobody. A futex word
};

/// What two workers need for a deadlock. Zero-filled memory is a pair that nobody has prepared.
struct LockPair {
  std::array<SharedLock, 2> locks;
};

/// How many deadlocks a lane can hold at a time.
constexpr std::uint32_t lock_pair_count = 8;

/// Makes both locks new: free, and usable by all processes that share their memory. Nobody uses
/// them any more.
void prepare(LockPair& pair);

}  // namespace sharedfate
