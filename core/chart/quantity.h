#pragma once

#include <cstdint>
#include <string>
#include <string_view>

// Figures with their units, as text for people: "19.2 µs", "64 MiB", "1.92×".
namespace sharedfate {

/// What a figure counts. Figures are kept in the base unit and scaled only as text.
enum class Unit : std::uint8_t {
  none,              ///< a bare number: 1, 2, 12 k
  seconds,           ///< ns, µs, ms, s
  bytes,             ///< B, KiB, MiB, GiB: powers of 1024, as memory is
  bytes_per_second,  ///< the same per second
  per_second,        ///< 1/s, k/s, M/s
  times,             ///< how many times as much: 1.92×
  share,             ///< of 1, written in per cent
};

/// The prefix with which figures of a certain size are written.
struct UnitPrefix {
  double factor = 1;        ///< base units in one of these
  std::string_view suffix;  ///< " µs", "×"
};

/// The largest prefix that leaves at least 1 before the point; the smallest if none does. Bare
/// numbers below 10,000 get none, and 0 seconds are in s.
UnitPrefix prefix_for(double magnitude, Unit unit);

/// A figure with three significant digits, or all digits of a larger whole part, without trailing
/// zeros: "19.2 µs", "1 ms", "0 s". "–" if it is not finite.
std::string quantity_text(double value, Unit unit);
/// The same with a given prefix and number of decimals, so that figures below each other compare.
std::string quantity_text(double value, const UnitPrefix& prefix, int decimals_max);

/// The unit of a column of unscaled figures: "s", "B", "B/s", "1/s", "×", ""; "1" for a share.
std::string_view base_unit(Unit unit);

}  // namespace sharedfate
