#pragma once

#include <cstdint>

#include "core/base/result.h"
#include "core/experiment/worker_group.h"

namespace sharedfate {

constexpr std::uint32_t queue_capacity_max = 1024, queue_workers_max = 8;

struct BoundedQueueSetting {
  WorkerForm form = WorkerForm::threads;
  std::uint32_t producers = 1, consumers = 1;  ///< 1 to queue_workers_max each
  std::uint32_t capacity = 1;                  ///< 1 to queue_capacity_max
  std::uint64_t items = 0;                     ///< of each producer
};

struct BoundedQueueFigures {
  std::uint64_t sent = 0, received = 0;
  bool each_once = false;  ///< what was received is what was sent, by its sums
  double wall_ns = 0;
  std::uint64_t waits_full = 0, waits_empty = 0;  ///< how often somebody had to sleep for that
  std::uint64_t waited_full_ns = 0, waited_empty_ns = 0;
};

/// Producers put numbers into a queue with so many places, consumers take them out: one mutex, two
/// conditions. Precondition: the caller's process has no other thread.
Result<BoundedQueueFigures> run_bounded_queue(const BoundedQueueSetting& setting);

}  // namespace sharedfate
