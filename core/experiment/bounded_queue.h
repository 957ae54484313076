#pragma once

#include <array>
#include <cstdint>

#include "core/base/result.h"
#include "core/wire/shared_lock.h"

namespace sharedfate {

/// A ring of numbers under one mutex, with a condition for each side; in memory that the workers
/// share. A worker that puts in or takes out holds the mutex, and wakes the other side as its
/// number of workers requires. Zero-filled memory is an empty queue that has yet to be prepared.
struct BoundedQueue {
  static constexpr std::uint32_t capacity_max = 1024;

  pthread_mutex_t mutex;
  pthread_cond_t not_full, not_empty;
  // Protected by the mutex:
  std::uint32_t first = 0, count = 0;
  std::array<std::uint64_t, capacity_max> items;

  /// Precondition: the queue holds fewer than capacity_max items.
  void put(std::uint64_t item) {
    assert(count < capacity_max);
    items[(first + count++) % capacity_max] = item;
  }
  /// Precondition: the queue is not empty.
  std::uint64_t take() {
    assert(count > 0);
    const std::uint64_t item = items[first];
    first = (first + 1) % capacity_max;
    --count;
    return item;
  }
};

inline void prepare(BoundedQueue& queue) {
  prepare(queue.mutex);
  prepare(queue.not_full);
  prepare(queue.not_empty);
}

}  // namespace sharedfate
