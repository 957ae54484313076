#pragma once

#include <memory>
#include <string>

#include "core/experiment/memory_pages.h"
#include "core/experiment/memory_workers.h"

namespace sharedfate {

/// Increments of many at once: how many they made, and by how much what they share has moved.
struct IncrementFigures {
  std::uint64_t expected = 0;
  std::uint64_t measured = 0;  ///< in copies: of all of them together
};

/// The workers with the pages behind their variables. An error: a worker has died.
class MemoryGroup {
 public:
  static Result<MemoryGroup> start(std::uint32_t each);

  Status write(std::uint32_t worker, MemoryCell cell, std::uint64_t value);
  Result<IncrementFigures> increment(bool threads, MemoryCell cell, std::uint64_t times);

  [[nodiscard]] const MemoryWorkers& workers() const { return *workers_; }
  [[nodiscard]] const MemoryPages& pages() const { return pages_; }
  [[nodiscard]] std::uint64_t value(std::uint32_t worker, MemoryCell cell) const {
    return workers_->view(worker).cell(cell).value;
  }
  /// How many of the workers from `first` to before `end` read that.
  [[nodiscard]] std::uint32_t readers_of(std::uint64_t value, MemoryCell cell, std::uint32_t first,
                                         std::uint32_t end) const;

 private:
  explicit MemoryGroup(std::unique_ptr<MemoryWorkers> workers)
      : workers_(std::move(workers)), pages_(*workers_) {}
  std::unique_ptr<MemoryWorkers> workers_;
  MemoryPages pages_;
};

}  // namespace sharedfate
