#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sharedfate {

/// Digits in groups of three: "1,234,567".
std::string grouped(std::uint64_t number);
/// "1 task", "3 tasks": `noun` gets an s.
std::string counted(std::uint64_t number, std::string_view noun);
/// "five"; above twelve in figures.
std::string number_word(std::uint64_t number);
/// A rounded rate: "0", "1.4", "830", "12,300".
std::string rate_figure(double per_second);
/// A duration with its unit: "0.11 ms", "86 ms", "1.20 s".
std::string duration_figure(std::uint64_t nanoseconds);
/// The text with its first letter, if it is an ASCII one, in upper case.
std::string capitalised(std::string_view text);

}  // namespace sharedfate
