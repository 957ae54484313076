#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>

#include "core/wire/worker_memory.h"

namespace sharedfate {

/// Tasks with consecutive numbers, otherwise equal.
struct TaskRun {
  TaskTicket next;
  std::uint64_t count = 0;
};

/// The waiting tasks, first in, first out. Tasks that were submitted together differ only in their
/// numbers and are kept as one batch: a million of them need no more memory than one. Not
/// thread-safe.
class TaskBatches {
 public:
  void push(std::uint64_t first_task, std::uint64_t count, std::uint64_t workload,
            std::uint64_t parameter) {
    if (count == 0) return;
    batches_.push_back({{first_task, parameter, workload}, count});
    size_ += count;
  }
  /// Puts back a task that was taken but not started; it is the next one to be taken.
  void push_front(const TaskTicket& ticket) {
    batches_.push_front({ticket, 1});
    ++size_;
  }
  /// Precondition: !empty().
  TaskTicket pop() {
    TaskRun& front = batches_.front();
    const TaskTicket ticket = front.next;
    ++front.next.task;
    if (--front.count == 0) batches_.pop_front();
    --size_;
    return ticket;
  }
  /// Takes up to `count_max` tasks of the first batch. Precondition: !empty(), count_max > 0.
  TaskRun pop_run(std::uint64_t count_max) {
    TaskRun& front = batches_.front();
    const TaskRun run{front.next, std::min(front.count, count_max)};
    front.next.task += run.count;
    front.count -= run.count;
    size_ -= run.count;
    if (front.count == 0) batches_.pop_front();
    return run;
  }
  /// Puts back tasks that were taken but not started, in the order of their numbers. Precondition:
  /// the batches are in that order, too.
  void put_back(const TaskRun& run) {
    auto place = batches_.begin();
    while (place != batches_.end() && place->next.task < run.next.task) ++place;
    batches_.insert(place, run);
    size_ += run.count;
  }
  /// Drops all tasks; returns how many.
  std::uint64_t clear() {
    const std::uint64_t dropped = size_;
    batches_.clear();
    size_ = 0;
    return dropped;
  }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] std::uint64_t size() const { return size_; }

 private:
  std::deque<TaskRun> batches_;
  std::uint64_t size_ = 0;
};

}  // namespace sharedfate
