#pragma once

#include <array>
#include <atomic>
#include <cstdint>

#include "core/experiment/memory_order.h"
#include "core/system/page_facts.h"

// The shared memory through which the workers of the experiments "memory" and "cells" get their
// tasks and answer.
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

enum class MemoryTask : std::uint32_t { look, write, increment };

/// Where one worker gets its tasks and answers. The fields that are not atomic may be used by the
/// asking side while `answered` equals `asked`, and by the worker otherwise.
struct alignas(64) MemorySlot {
  std::atomic<std::uint32_t> asked{0};     ///< futex word: tasks given so far
  std::atomic<std::uint32_t> answered{0};  ///< futex word: tasks done so far
  MemoryTask task{};
  MemoryCell cell{};
  std::uint64_t value = 0;           ///< to be written, or the number of increments
  std::uint32_t begin_together = 1;  ///< how many workers increment at the same time
  MemoryView view;
};

struct SharedMemoryCells {
  alignas(64) std::atomic<std::uint32_t> begun{0};  ///< how many are ready to increment
  std::array<MemorySlot, 2 * memory_workers_max + 1> slots;
};

/// A cell, on a page of its own if pages have 4096 bytes.
struct alignas(4096) MemoryPage {
  std::atomic<std::uint64_t> value{0};
};

/// The global variable. After a fork it has the same address in each process.
extern MemoryPage counter;
constexpr const char* memory_symbol = "counter";

/// The memory of one worker. `shared` is null for a thread.
struct MemoryPlace {
  SharedMemoryCells* shared_cells;
  MemorySlot* slot;
  MemoryPage* shared;
  std::uint32_t core;  ///< index of the core on which it increments, so that all run in parallel
};

/// Does the task in the slot on the calling thread, then fills in the slot's view.
void obey(const MemoryPlace& place);
/// The main loop of a worker: does each task that it is given.
[[noreturn]] void obey_for_ever(const MemoryPlace& place);

}  // namespace sharedfate
