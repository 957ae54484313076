#pragma once

#include <cstdint>
#include <string>
#include <string_view>

// Figures with their units in words for people: "19.2 µs", "64 MiB", "1.92×".
namespace sharedfate {

/// What a figure counts. Figures are kept in the base unit and scaled only where they are written.
enum class Unit : std::uint8_t {
  none,              ///< a bare number: 1, 2, 12 k
  seconds,           ///< ns, µs, ms, s
  bytes,             ///< B, KiB, MiB, GiB: powers of 1024, as memory is
  bytes_per_second,  ///< the same per second
  per_second,        ///< 1/s, k/s, M/s
  times,             ///< how many times as much: 1.92×
  share,             ///< of 1, in per cent
};

/// The prefix with which figures of a size are written.
struct UnitPrefix {
  double factor = 1;        ///< base units in one of this
  std::string_view suffix;  ///< " µs", "×"
};

/// The largest prefix that leaves at least 1 before the point; the smallest one where none does.
UnitPrefix prefix_for(double magnitude, Unit unit);

/// A figure with three significant digits, without zeros that say nothing: "19.2 µs", "1 ms", "0
/// s". What is no number is "–".
std::string quantity_text(double value, Unit unit);
/// The same with a prefix that others have, too, so that figures below each other compare.
std::string quantity_text(double value, const UnitPrefix& prefix, int decimals_max);

/// "s", "B", "B/s", "1/s", "×", "": what a column of base figures is measured in. A share: "1".
std::string_view base_unit(Unit unit);

}  // namespace sharedfate
