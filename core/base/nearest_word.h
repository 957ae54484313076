#pragma once

#include <span>
#include <string>
#include <string_view>

namespace sharedfate {

/// The candidate with the smallest edit distance to `word`; one that begins with `word` has
/// distance 0. Empty if none is close: more than half of the word's letters differ, and its first
/// three are not those of a candidate.
std::string_view nearest_word(std::string_view word, std::span<const std::string_view> candidates);

/// "unknown WHAT 'WORD'; allowed: a, b, c; did you mean 'b'?"
std::string unknown_word(std::string_view what, std::string_view word,
                         std::span<const std::string_view> candidates);

}  // namespace sharedfate
