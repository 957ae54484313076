#pragma once

#include <cstdint>

#include "core/lane/worker.h"
#include "core/wire/shared_queue.h"

namespace sharedfate {

/// A worker process's end of the queue that it shares with the others. For its only thread.
class SharedQueueConsumer {
 public:
  /// `notify_descriptor`: an eventfd, written when the parent should check the queue.
  SharedQueueConsumer(Worker& worker, SharedQueue& queue, int notify_descriptor)
      : worker_(worker), queue_(queue), notify_descriptor_(notify_descriptor) {}

  /// Waits for a task and marks it as running. Returns false when the worker is to stop. Waits for
  /// ever if the holder of a plain lock has died.
  bool take(TaskTicket& ticket);
  void ended() {}

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
