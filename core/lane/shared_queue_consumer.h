#pragma once

#include <cstdint>

#include "core/lane/worker.h"
#include "core/wire/shared_queue.h"

namespace sharedfate {

/// A worker process's hand on the queue that it shares with the others. Used by its one thread.
class SharedQueueConsumer {
 public:
  /// `bell`: an eventfd that it rings when the parent should look at the queue.
  SharedQueueConsumer(Worker& worker, SharedQueue& queue, int notify_descriptor)
      : worker_(worker), queue_(queue), notify_descriptor_(notify_descriptor) {}

  /// Waits for a task and marks it as running. False when the worker shall leave. Where the lock
  /// died with its holder and is not robust, it waits for ever.
  bool take(TaskTicket& ticket);
  void ended() {}
  void notify() const;

 private:
  enum class Outcome { taken, empty, gate_closed };
  Outcome try_take(TaskTicket& ticket);
  void claim(std::uint64_t index);
  void lock();
  int wait_for_lock();
  void unlock();

  Worker& worker_;
  SharedQueue& queue_;
  int notify_descriptor_;
  std::uint32_t claims_ = 0;
  bool last_before_refill_ = false;
};

}  // namespace sharedfate
