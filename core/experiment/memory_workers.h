#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/experiment/shared_memory_cells.h"
#include "core/system/memory_block.h"
#include "core/system/spawn.h"

namespace sharedfate {

/// Threads of one process, and a process with copies of it, all of them alive and held until they
/// are told what to do: one global variable, and one cell that the processes have asked to share.
/// The first process of the copies is the caller. One thread calls, and its process has no other.
class MemoryWorkers {
 public:
  /// `each` (1 to memory_workers_max) threads and as many copies. Both cells hold 0 then.
  static Result<std::unique_ptr<MemoryWorkers>> start(std::uint32_t each);
  /// Ends all of them.
  ~MemoryWorkers();
  MemoryWorkers(const MemoryWorkers&) = delete;
  MemoryWorkers& operator=(const MemoryWorkers&) = delete;

  /// All who can be asked: the threads, then the caller ("parent"), then its copies.
  [[nodiscard]] std::uint32_t count() const { return 2 * each_ + 1; }
  [[nodiscard]] std::uint32_t each() const { return each_; }
  [[nodiscard]] std::uint32_t parent() const { return each_; }
  [[nodiscard]] bool is_thread(std::uint32_t worker) const { return worker < each_; }
  [[nodiscard]] std::string name(std::uint32_t worker) const;  ///< "T1", "parent", "P1"
  [[nodiscard]] bool has(std::uint32_t worker, MemoryCell cell) const {
    return cell == MemoryCell::counter || !is_thread(worker);
  }

  /// Has one write; returns once it has and all have looked again. An error: one has died; nothing
  /// more can be asked. Precondition: it has the cell.
  Status write(std::uint32_t worker, MemoryCell cell, std::uint64_t value);
  /// Has all threads, or all copies, add 1 so often: load, add, store, side by side. The same.
  Status increment(bool threads, MemoryCell cell, std::uint64_t times);

  /// As it was after the last of these.
  [[nodiscard]] const MemoryView& view(std::uint32_t worker) const;

 private:
  explicit MemoryWorkers(std::uint32_t each) : each_(each) {}
  Status start_all();
  Status start_child(const std::function<int()>& body);
  [[nodiscard]] MemoryPlace place_of(std::uint32_t worker);
  /// Has `first` and all others before `end` do something, and waits for them.
  Status ask(std::uint32_t first, std::uint32_t end, MemoryTask task,
             MemoryCell cell = MemoryCell::counter, std::uint64_t value = 0);
  Status await(std::uint32_t worker);

  std::uint32_t each_;
  MemoryBlock<SharedMemoryCells> board_;
  MemoryBlock<MemoryPage> shared_;
  std::vector<Child> children_;  ///< the process of the threads, then the copies
};

}  // namespace sharedfate
