#pragma once

#include <cstdint>

#include "core/base/result.h"
#include "core/experiment/bounded_queue.h"
#include "core/experiment/worker_group.h"

namespace sharedfate {

constexpr std::uint32_t queue_workers_max = 8;

struct BoundedQueueSetting {
  WorkerForm form = WorkerForm::threads;
  std::uint32_t producers = 1, consumers = 1;  ///< 1 to queue_workers_max each
  std::uint32_t capacity = 1;                  ///< 1 to BoundedQueue::capacity_max
  std::uint64_t items = 0;                     ///< of each producer
};

struct BoundedQueueFigures {
  std::uint64_t sent = 0, received = 0;
  bool each_once = false;  ///< count, sum and sum of squares of the items received and sent agree
  double wall_ns = 0;      ///< from the first start of a worker to the last end
  std::uint64_t waits_full = 0, waits_empty = 0;  ///< waits of all producers, of all consumers
  std::uint64_t waited_full_ns = 0, waited_empty_ns = 0;  ///< total time of these waits
};

/// Producers put numbers into a queue of `capacity` places, consumers take them out: one mutex, two
/// condition variables. Returns once all workers have ended. An error: the workers could not be
/// started, or one died. Precondition: the caller's process has no other thread.
Result<BoundedQueueFigures> run_bounded_queue(const BoundedQueueSetting& setting);

}  // namespace sharedfate
