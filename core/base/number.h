#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>

namespace sharedfate {

/// The whole of `text` as a decimal number; nullopt: it is anything else, or exceeds 64 bits.
inline std::optional<std::uint64_t> parse_number(std::string_view text) {
  std::uint64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc{} || rest != end || text.empty()) return std::nullopt;
  return number;
}

}  // namespace sharedfate
