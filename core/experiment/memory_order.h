#pragma once

#include <cstddef>
#include <cstdint>

// What can be ordered of the experiment "cells".
namespace sharedfate {

enum class MemoryCell : std::uint8_t {
  counter,  ///< the global variable, of whoever's memory that is
  shared,   ///< the one in memory that the processes have asked to share
};
constexpr std::size_t memory_cell_count = 2;

/// More of them are not obeyed: they would take longer than somebody waits.
constexpr std::uint32_t memory_increments_max = 100'000'000;

enum class MemoryAction : std::uint8_t {
  write,      ///< `worker` writes `value` into `cell`
  increment,  ///< all workers of the group of `worker` add 1 to `cell`, `value` times, side by side
  start_over,
  finish,
};

/// An order as one number, as it travels: see ExperimentReport::next_order().
struct MemoryOrder {
  MemoryAction action = MemoryAction::write;
  MemoryCell cell = MemoryCell::counter;
  std::uint8_t worker = 0;  ///< among all: n threads, the parent, its n copies
  std::uint32_t value = 0;

  [[nodiscard]] constexpr std::uint64_t number() const {
    return static_cast<std::uint64_t>(action) | static_cast<std::uint64_t>(cell) << 8U |
           static_cast<std::uint64_t>(worker) << 16U | static_cast<std::uint64_t>(value) << 32U;
  }
  /// Whether there is such an action and such a cell must be checked by whoever obeys.
  static constexpr MemoryOrder from(std::uint64_t number) {
    constexpr std::uint64_t byte = 0xff;
    return {.action = static_cast<MemoryAction>(number & byte),
            .cell = static_cast<MemoryCell>(number >> 8U & byte),
            .worker = static_cast<std::uint8_t>(number >> 16U & byte),
            .value = static_cast<std::uint32_t>(number >> 32U)};
  }
  friend bool operator==(const MemoryOrder&, const MemoryOrder&) = default;
};

}  // namespace sharedfate
