#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/experiment/memory_order.h"
#include "core/system/memory_facts.h"
#include "core/system/shared_memory.h"
#include "core/system/spawn.h"

namespace sharedfate {

constexpr std::uint32_t memory_workers_max = 8;  ///< threads, and as many copies

/// A cell as one worker sees it.
struct CellView {
  std::uint64_t address = 0;  ///< 0: that worker has no such cell
  std::uint64_t value = 0;
  PageFacts page;
};

/// What a worker reports of itself and of its last task.
struct MemoryView {
  std::int32_t pid = 0, tid = 0;  ///< as /proc numbers them
  std::array<CellView, memory_cell_count> cells;
  std::uint64_t page_faults = 0;  ///< during its last write, as the kernel counts them

  [[nodiscard]] const CellView& cell(MemoryCell which) const {
    return cells[static_cast<std::size_t>(which)];
  }
};

/// A cell, on a page of its own if pages have 4096 bytes.
struct alignas(4096) MemoryPage {
  std::atomic<std::uint64_t> value{0};
};

/// The global variable. After a fork it has the same address in each process.
extern MemoryPage counter;
constexpr const char* memory_symbol = "counter";

struct SharedMemoryCells;
struct MemoryPlace;
enum class MemoryTask : std::uint32_t;

/// Threads of one process, and the calling process ("parent") with copies of it made by fork. All
/// of them wait for orders. Each has one global variable; parent and copies also have one cell in a
/// shared mapping. To be used by one thread, which is the only one of its process.
class MemoryWorkers {
 public:
  /// `each` (1 to memory_workers_max) threads and as many copies. Both cells hold 0 afterwards.
  static Result<std::unique_ptr<MemoryWorkers>> start(std::uint32_t each);
  /// Kills and reaps all processes that were started.
  ~MemoryWorkers();
  MemoryWorkers(const MemoryWorkers&) = delete;
  MemoryWorkers& operator=(const MemoryWorkers&) = delete;

  /// Number of workers. Their indices: the threads, then the parent, then its copies.
  [[nodiscard]] std::uint32_t count() const { return 2 * each_ + 1; }
  [[nodiscard]] std::uint32_t each() const { return each_; }
  [[nodiscard]] std::uint32_t parent() const { return each_; }
  [[nodiscard]] bool is_thread(std::uint32_t worker) const { return worker < each_; }
  [[nodiscard]] std::string name(std::uint32_t worker) const;  ///< "T1", "parent", "P1"
  [[nodiscard]] bool has(std::uint32_t worker, MemoryCell cell) const {
    return cell == MemoryCell::counter || !is_thread(worker);
  }

  /// Makes `worker` write; returns once it has and all workers have read their cells again. An
  /// error: a worker has died, and this object can no longer be used. Precondition: has().
  Status write(std::uint32_t worker, MemoryCell cell, std::uint64_t value);
  /// Makes all threads, or all copies, add 1 `times` times (load, add, store) at the same time.
  /// Returns and fails as write() does. Precondition: they have the cell.
  Status increment(bool threads, MemoryCell cell, std::uint64_t times);

  /// What the worker found after the last write() or increment(), or at the start.
  [[nodiscard]] const MemoryView& view(std::uint32_t worker) const;

 private:
  explicit MemoryWorkers(std::uint32_t each);
  Status start_all();
  Status start_child(const std::function<int()>& body);
  [[nodiscard]] MemoryPlace place_of(std::uint32_t worker);
  /// Gives the workers from `first` to before `end` a task, and waits until all have done it.
  Status ask(std::uint32_t first, std::uint32_t end, MemoryTask task,
             MemoryCell cell = MemoryCell::counter, std::uint64_t value = 0);
  Status await(std::uint32_t worker);

  std::uint32_t each_;
  MemoryBlock<SharedMemoryCells> shared_cells_;
  MemoryBlock<MemoryPage> shared_;
  std::vector<Child> children_;  ///< the process of the threads, then the copies
};

}  // namespace sharedfate
