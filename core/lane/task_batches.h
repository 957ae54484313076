#pragma once

#include <cstdint>
#include <deque>

#include "core/wire/worker_memory.h"

namespace sharedfate {

/// The waiting tasks, first come first served. Tasks that were submitted together differ by their number only and are
/// kept as one batch: a million of them cost no more memory than one. Not thread-safe.
class TaskBatches {
 public:
  void push(std::uint64_t first_task, std::uint64_t count, std::uint64_t workload, std::uint64_t parameter) {
    if (count == 0) return;
    batches_.push_back({{first_task, parameter, workload}, count});
    size_ += count;
  }
  /// Puts back a task that was taken and not started: it is next.
  void push_front(const TaskTicket& ticket) {
    batches_.push_front({ticket, 1});
    ++size_;
  }
  /// Precondition: !empty().
  TaskTicket pop() {
    Batch& front = batches_.front();
    const TaskTicket ticket = front.next;
    ++front.next.task;
    if (--front.count == 0) batches_.pop_front();
    --size_;
    return ticket;
  }
  /// Drops everything; says how many that was.
  std::uint64_t clear() {
    const std::uint64_t dropped = size_;
    batches_.clear();
    size_ = 0;
    return dropped;
  }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] std::uint64_t size() const { return size_; }

 private:
  struct Batch { TaskTicket next; std::uint64_t count; };
  std::deque<Batch> batches_;
  std::uint64_t size_ = 0;
};

}  // namespace sharedfate
