#pragma once

#include <cstddef>
#include <cstdint>

// The orders that the experiment "cells" takes.
namespace sharedfate {

enum class MemoryCell : std::uint8_t {
  counter,  ///< the global variable in the worker's own process
  shared,   ///< the one in a shared mapping of the processes
};
constexpr std::size_t memory_cell_count = 2;

/// An order for more increments is refused: it would take too long.
constexpr std::uint32_t memory_increments_max = 100'000'000;

enum class MemoryAction : std::uint8_t {
  write,       ///< `worker` writes `value` into `cell`
  increment,   ///< each thread (each copy if `worker` is a process) adds 1 to `cell` `value` times
  start_over,  ///< ends all workers and starts new ones
  finish,      ///< ends the experiment
};

/// An order, and its form as the one number that ExperimentReport::next_order() returns.
struct MemoryOrder {
  MemoryAction action = MemoryAction::write;
  MemoryCell cell = MemoryCell::counter;
  std::uint8_t worker = 0;  ///< index among the n threads, the parent and its n copies
  std::uint32_t value = 0;

  [[nodiscard]] constexpr std::uint64_t number() const {
    return static_cast<std::uint64_t>(action) | static_cast<std::uint64_t>(cell) << 8U |
           static_cast<std::uint64_t>(worker) << 16U | static_cast<std::uint64_t>(value) << 32U;
  }
  /// Does not check: the receiver has to check that the action, the cell and the worker exist.
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
