#include "app/playground/panel/words.h"

#include <fmt/format.h>

#include <array>

namespace sharedfate {

std::string grouped(std::uint64_t number) {
  const std::string digits = std::to_string(number);
  std::string text;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) text += ',';
    text += digits[i];
  }
  return text;
}

std::string counted(std::uint64_t number, std::string_view noun) {
  return grouped(number) + " " + std::string(noun) + (number == 1 ? "" : "s");
}

std::string number_word(std::uint64_t number) {
  static constexpr std::array<std::string_view, 13> words{
      "no",    "one",   "two",  "three", "four",   "five",  "six",
      "seven", "eight", "nine", "ten",   "eleven", "twelve"};
  return number < words.size() ? std::string(words[number]) : grouped(number);
}

std::string rate_figure(double per_second) {
  if (per_second < 0.05) return "0";
  if (per_second < 100) return fmt::format("{:.1f}", per_second);
  // Three significant digits: more could not be read at a glance, and the measurement has no more.
  double rounded = per_second, unit = 1;
  while (rounded >= 1000) rounded /= 10, unit *= 10;
  return grouped(static_cast<std::uint64_t>(rounded + 0.5) * static_cast<std::uint64_t>(unit));
}

std::string duration_figure(std::uint64_t nanoseconds) {
  const double ms = static_cast<double>(nanoseconds) / 1e6;
  if (ms < 10) return fmt::format("{:.2f} ms", ms);
  if (ms < 1000) return fmt::format("{:.0f} ms", ms);
  return fmt::format("{:.2f} s", ms / 1000);
}

std::string capitalised(std::string_view text) {
  std::string result(text);
  if (!result.empty() && result[0] >= 'a' && result[0] <= 'z')
    result[0] = static_cast<char>(result[0] - 'a' + 'A');
  return result;
}

}  // namespace sharedfate
