#include "core/chart/quantity.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

namespace sharedfate {
namespace {

constexpr double kibi = 1024, mebi = kibi * kibi, gibi = mebi * kibi, tebi = gibi * kibi;

// Each in ascending order.
constexpr std::array<UnitPrefix, 4> bare{{{1, ""}, {1e3, " k"}, {1e6, " M"}, {1e9, " G"}}};
constexpr std::array<UnitPrefix, 4> seconds{
    {{1e-9, " ns"}, {1e-6, " µs"}, {1e-3, " ms"}, {1, " s"}}};
constexpr std::array<UnitPrefix, 5> bytes{
    {{1, " B"}, {kibi, " KiB"}, {mebi, " MiB"}, {gibi, " GiB"}, {tebi, " TiB"}}};
constexpr std::array<UnitPrefix, 5> bytes_per_second{
    {{1, " B/s"}, {kibi, " KiB/s"}, {mebi, " MiB/s"}, {gibi, " GiB/s"}, {tebi, " TiB/s"}}};
constexpr std::array<UnitPrefix, 4> per_second{
    {{1, " /s"}, {1e3, " k/s"}, {1e6, " M/s"}, {1e9, " G/s"}}};
constexpr std::array<UnitPrefix, 1> times{{{1, "×"}}};
constexpr std::array<UnitPrefix, 1> share{{{0.01, " %"}}};

std::span<const UnitPrefix> prefixes_of(Unit unit) {
  switch (unit) {
    case Unit::seconds:
      return seconds;
    case Unit::bytes:
      return bytes;
    case Unit::bytes_per_second:
      return bytes_per_second;
    case Unit::per_second:
      return per_second;
    case Unit::times:
      return times;
    case Unit::share:
      return share;
    case Unit::none:
      break;
  }
  return bare;
}

/// From here on a bare number gets a prefix: "1500" is more exact than "1.5 k".
constexpr double bare_max = 1e4;

std::string_view without_idle_zeros(std::string_view digits) {
  if (digits.find('.') == std::string_view::npos) return digits;
  while (digits.back() == '0') digits.remove_suffix(1);
  if (digits.back() == '.') digits.remove_suffix(1);
  return digits == "-0" ? digits.substr(1) : digits;
}

}  // namespace

UnitPrefix prefix_for(double magnitude, Unit unit) {
  const std::span<const UnitPrefix> prefixes = prefixes_of(unit);
  const double size = std::abs(magnitude);
  if (size == 0 || !std::isfinite(size))
    return unit == Unit::seconds ? seconds.back() : prefixes[0];
  if (unit == Unit::none && size < bare_max) return prefixes[0];
  // Figures that round up to the next prefix get it: never "1000 µs".
  constexpr double almost_one = 0.9995;
  std::size_t best = 0;
  for (std::size_t i = 0; i < prefixes.size(); ++i) {
    if (size >= prefixes[i].factor * almost_one) best = i;
  }
  return prefixes[best];
}

constexpr const char* no_figure = "–";

std::string quantity_text(double value, const UnitPrefix& prefix, int decimals_max) {
  if (!std::isfinite(value)) return no_figure;
  const std::string digits = fmt::format("{:.{}f}", value / prefix.factor, decimals_max);
  return std::string(without_idle_zeros(digits)) + std::string(prefix.suffix);
}

std::string quantity_text(double value, Unit unit) {
  if (!std::isfinite(value)) return no_figure;
  const UnitPrefix prefix = prefix_for(value, unit);
  const double size = std::abs(value / prefix.factor);
  if (size > 0 && size < 1e-3) return fmt::format("{:.2g}{}", value / prefix.factor, prefix.suffix);
  const int digits_before =
      size < 1 ? 1 : static_cast<int>(std::floor(std::log10(size * 1.00001))) + 1;
  // Below 1 of the smallest prefix: three decimals, or nothing would be left.
  const int decimals = size < 1 ? 3 : std::max(0, 3 - digits_before);
  return quantity_text(value, prefix, decimals);
}

std::string_view base_unit(Unit unit) {
  switch (unit) {
    case Unit::none:
      return "";
    case Unit::seconds:
      return "s";
    case Unit::bytes:
      return "B";
    case Unit::bytes_per_second:
      return "B/s";
    case Unit::per_second:
      return "1/s";
    case Unit::times:
      return "×";
    case Unit::share:
      return "1";
  }
  return "";
}

}  // namespace sharedfate
