#pragma once

#include <array>
#include <atomic>
#include <cstdint>

#include "core/experiment/memory_order.h"
#include "core/system/page_facts.h"

// What the workers of the memory experiment and whoever asks them have in common: in memory that
// all of them share.
namespace sharedfate {

constexpr std::uint32_t memory_workers_max = 8;  ///< threads, and as many copies

/// A cell as one worker finds it.
struct CellView {
  std::uint64_t address = 0;  ///< 0: that worker has no such cell
  std::uint64_t value = 0;
  PageFacts page;
};

/// What a worker says of itself, and of what it was asked to do last.
struct MemoryView {
  std::int32_t pid = 0, tid = 0;  ///< as /proc numbers them
  std::array<CellView, memory_cell_count> cells;
  std::uint64_t page_faults = 0;  ///< during its last write, as the kernel counts them

  [[nodiscard]] const CellView& cell(MemoryCell which) const {
    return cells[static_cast<std::size_t>(which)];
  }
};

enum class MemoryTask : std::uint32_t { look, write, increment };

/// Where one worker is asked and answers. What is not atomic belongs to whoever has to move:
/// to the asking side while `answered` equals `asked`, to the worker otherwise.
struct alignas(64) MemorySlot {
  std::atomic<std::uint32_t> asked{0};     ///< futex word: how often
  std::atomic<std::uint32_t> answered{0};  ///< futex word: how often
  MemoryTask task{};
  MemoryCell cell{};
  std::uint64_t value = 0;    ///< to be written, or how many increments
  std::uint32_t company = 1;  ///< how many increment at the same time
  MemoryView view;
};

struct SharedMemoryCells {
  alignas(64) std::atomic<std::uint32_t> begun{0};  ///< how many of the company are there
  std::array<MemorySlot, 2 * memory_workers_max + 1> slots;
};

/// A cell: on a page of its own.
struct alignas(4096) MemoryPage {
  std::atomic<std::uint64_t> value{0};
};

/// The global variable. After a fork it has the same address in each process.
extern MemoryPage counter;
constexpr const char* memory_symbol = "counter";

/// What a worker works with. `shared` is null for a thread.
struct MemoryPlace {
  SharedMemoryCells* shared_cells;
  MemorySlot* slot;
  MemoryPage* shared;
  std::uint32_t core;  ///< where it increments, so that all of them do so side by side
};

/// Does what the slot asks for, once, on the calling thread, and looks at the cells.
void obey(const MemoryPlace& place);
/// A worker's whole life: obeys whenever it is asked.
[[noreturn]] void obey_for_ever(const MemoryPlace& place);

}  // namespace sharedfate
