#pragma once

#include <memory>
#include <string>

#include "core/experiment/memory_pages.h"
#include "core/experiment/memory_workers.h"

namespace sharedfate {

/// The result of workers that increment at the same time.
struct IncrementFigures {
  std::uint64_t expected = 0;  ///< how many increments they made
  std::uint64_t measured = 0;  ///< by how much the cell has grown; the sum over all copies of it
};

/// The workers, and the pages behind their variables. Preconditions and errors are those of
/// MemoryWorkers.
class MemoryGroup {
 public:
  static Result<MemoryGroup> start(std::uint32_t each);

  Status write(std::uint32_t worker, MemoryCell cell, std::uint64_t value);
  /// `threads`: all threads increment, otherwise all copies do.
  Result<IncrementFigures> increment(bool threads, MemoryCell cell, std::uint64_t times);

  [[nodiscard]] const MemoryWorkers& workers() const { return *workers_; }
  [[nodiscard]] const MemoryPages& pages() const { return pages_; }
  [[nodiscard]] std::uint64_t value(std::uint32_t worker, MemoryCell cell) const {
    return workers_->view(worker).cell(cell).value;
  }
  /// How many of the workers from `first` to before `end` have last read `value` in `cell`.
  [[nodiscard]] std::uint32_t readers_of(std::uint64_t value, MemoryCell cell, std::uint32_t first,
                                         std::uint32_t end) const;

 private:
  explicit MemoryGroup(std::unique_ptr<MemoryWorkers> workers)
      : workers_(std::move(workers)), pages_(*workers_) {}
  std::unique_ptr<MemoryWorkers> workers_;
  MemoryPages pages_;
};

}  // namespace sharedfate
