#include "app/playground/command/option_values.h"

#include <charconv>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "app/playground/window/window_options.h"
#include "core/base/nearest_word.h"
#include "core/base/number.h"
#include "core/run/run_options.h"

namespace sharedfate {
namespace {

std::string read_text(std::string_view option, std::string_view text) {
  return fmt::format("read {} '{}'", option, text);
}

std::optional<double> parse_decimal(std::string_view text) {
  double number = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number, std::chars_format::fixed);
  if (error != std::errc{} || rest != end || text.empty() || !std::isfinite(number))
    return std::nullopt;
  return number;
}

}  // namespace

Result<std::uint64_t> read_whole(std::string_view option, std::string_view what,
                                 std::string_view text, std::uint64_t least, std::uint64_t most) {
  const auto number = parse_number(text);
  if (number && *number >= least && *number <= most) return *number;
  return Error{read_text(option, text),
               fmt::format("{} is a whole number from {} to {}", what, least, most), ""};
}

Result<double> read_decimal(std::string_view option, std::string_view what, std::string_view text,
                            double least, double most) {
  const auto number = parse_decimal(text);
  if (number && *number >= least && *number <= most) return *number;
  return Error{read_text(option, text),
               fmt::format("{} is a number from {} to {}", what, least, most), ""};
}

Result<std::uint32_t> read_seconds(std::string_view option, std::string_view text,
                                   std::uint32_t least_ms, std::uint32_t most_ms) {
  const Result<double> seconds =
      read_decimal(option, "a time in seconds", text, least_ms / 1e3, most_ms / 1e3);
  if (!seconds) return seconds.error();
  return static_cast<std::uint32_t>(std::lround(seconds.value() * 1e3));
}

Result<PixelSize> read_size(std::string_view option, std::string_view text) {
  const std::size_t cross = text.find('x');
  const auto width = parse_number(text.substr(0, cross));
  const auto height =
      cross == std::string_view::npos ? std::nullopt : parse_number(text.substr(cross + 1));
  const bool valid = width && height && *width >= window_width_min && *width <= window_width_max &&
                     *height >= window_height_min && *height <= window_height_max;
  if (valid) return PixelSize{static_cast<int>(*width), static_cast<int>(*height)};
  return Error{
      read_text(option, text),
      fmt::format("a size is WIDTHxHEIGHT in pixels, from {}x{} to {}x{}", window_width_min,
                  window_height_min, window_width_max, window_height_max),
      "for example 1600x900"};
}

Result<std::vector<LaneSpec>> read_lanes(const std::vector<std::string>& texts) {
  std::vector<LaneSpec> lanes;
  for (const std::string& text : texts) {
    const Result<LaneSpec> lane = parse_lane_argument(text);
    if (!lane) return lane.error();
    lanes.push_back(lane.value());
  }
  if (lanes.size() <= lane_count_max) return lanes;
  return Error{fmt::format("open {} lanes", lanes.size()),
               fmt::format("at most {} lanes stand side by side", lane_count_max),
               "leave some --lane out"};
}

Result<std::vector<FaultSpec>> read_faults(const std::vector<std::string>& texts) {
  std::vector<FaultSpec> fault_specs;
  for (const std::string& text : texts) {
    const Result<FaultSpec> fault_spec = parse_fault_spec(text);
    if (!fault_spec) return fault_spec.error();
    fault_specs.push_back(fault_spec.value());
  }
  return fault_specs;
}

Result<std::size_t> read_word(std::string_view option, std::string_view what, std::string_view text,
                              std::span<const std::string_view> words) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] == text) return i;
  }
  return Error{read_text(option, text), unknown_word(what, text, words), ""};
}

}  // namespace sharedfate
