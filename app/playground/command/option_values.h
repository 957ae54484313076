#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/catalog/lane_kind.h"
#include "core/fault/fault.h"

// Parsers for the values of options. Each error names the option, what is wrong and what is
// allowed.
namespace sharedfate {

/// A whole number from `least` to `most`. `what` names the quantity in the error: "a number of
/// tasks".
Result<std::uint64_t> read_whole(std::string_view option, std::string_view what,
                                 std::string_view text, std::uint64_t least, std::uint64_t most);

/// A decimal number from `least` to `most`.
Result<double> read_decimal(std::string_view option, std::string_view what, std::string_view text,
                            double least, double most);

/// A decimal number of seconds ("2", "0.5"), returned in milliseconds.
Result<std::uint32_t> read_seconds(std::string_view option, std::string_view text,
                                   std::uint32_t least_ms, std::uint32_t most_ms);

struct PixelSize {
  int width, height;
};
/// "1600x900", within the limits for the size of a window.
Result<PixelSize> read_size(std::string_view option, std::string_view text);

Result<std::vector<LaneSpec>> read_lanes(const std::vector<std::string>& texts);
Result<std::vector<FaultSpec>> read_faults(const std::vector<std::string>& texts);

/// The index of `text` in `words`.
Result<std::size_t> read_word(std::string_view option, std::string_view what, std::string_view text,
                              std::span<const std::string_view> words);

}  // namespace sharedfate
