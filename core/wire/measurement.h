#pragma once

#include <array>
#include <cstdint>

#include "core/wire/message.h"

// What a measuring process and the observer send each other, one record or order per message. Fixed
// size, versioned.
namespace sharedfate {

constexpr std::uint32_t measurement_version = 3;

enum class MeasurementKind : std::uint32_t {
  series,      ///< `of`, `name` and both units; its index is the number of series before it
  point,       ///< x and y of the series with the index `series`
  fact,        ///< a figure: `of`, `name`, and y with its interval in `y_unit`, or words in `text`
  wait_cycle,  ///< a fact: `of`, `name`, and `waits`: workers that wait for each other for ever
  note,        ///< `text`: what could not be measured and why, or a remark on the figures
  progress,    ///< y: the share of the measurement that is done, from 0 to 1
  done,        ///< the last record: everything was measured
  trouble,     ///< the last record: `text` says why the measurement ended early
};

/// One worker of a wait-for cycle. It waits for a lock that the next one in the cycle holds; the
/// last one, for a lock that the first one holds.
struct WaitForLock {
  std::int32_t tid = 0;    ///< as /proc numbers it; 0: this entry is not used
  std::uint32_t lock = 0;  ///< number of the lock that it waits for, from 1 to wait_cycle_max
  friend bool operator==(const WaitForLock&, const WaitForLock&) = default;
};
constexpr std::size_t wait_cycle_max = 16;

struct MeasurementRecord {
  static constexpr std::size_t name_size = 48, unit_size = 32, text_size = 320;

  std::uint32_t magic = wire_magic;
  std::uint32_t version = measurement_version;
  std::uint32_t experiment = 0;  ///< row number in the table of experiments
  MeasurementKind kind{};
  std::uint64_t sequence = 0;  ///< from 1
  std::uint32_t series = 0;
  std::uint32_t in_words = 0;  ///< fact: 1 if `text` holds the figure, 0 if y does
  double x = 0, y = 0;
  double low = 0, high = 0;   ///< fact: the interval in which y lies
  std::uint64_t repeats = 0;  ///< fact: how often it was measured; 0: it is exact
  std::array<char, name_size> of{}, name{};
  std::array<char, unit_size> x_unit{}, y_unit{};
  std::array<char, text_size> text{};
  std::array<WaitForLock, wait_cycle_max> waits{};  ///< at least two; those not used are zero
};
static_assert(sizeof(MeasurementRecord) == 680);

/// A command of the observer to an interactive experiment, which defines what `number` means.
struct MeasurementOrder {
  std::uint32_t magic = wire_magic;
  std::uint32_t version = measurement_version;
  std::uint64_t number = 0;
};
static_assert(sizeof(MeasurementOrder) == 16);

}  // namespace sharedfate
