#include "core/base/nearest_word.h"

#include <algorithm>
#include <numeric>
#include <vector>

namespace sharedfate {
namespace {

// A word that begins like a valid one was probably meant to be it: "segfault" for "segv".
constexpr std::size_t telling_prefix = 3;

std::size_t common_prefix(std::string_view a, std::string_view b) {
  const auto shorter = std::min(a.size(), b.size());
  std::size_t count = 0;
  while (count < shorter && a[count] == b[count]) ++count;
  return count;
}

/// Levenshtein distance (Wagner and Fischer, 1974) in which a swap of two neighbours counts as one
/// edit (Damerau, 1964).
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1), above(b.size() + 1), row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::swap(before, above);
    std::swap(above, row);
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t substitution = above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, substitution});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
    }
  }
  return row[b.size()];
}

}  // namespace

std::string_view nearest_word(std::string_view word, std::span<const std::string_view> candidates) {
  std::string_view nearest;
  std::size_t nearest_distance = word.size() + 1;
  const std::size_t distance_max = std::max<std::size_t>(word.size(), 2) / 2;
  for (const std::string_view candidate : candidates) {
    const bool prefix = !word.empty() && candidate.starts_with(word);
    const std::size_t distance = prefix ? 0 : edit_distance(word, candidate);
    const bool meant = distance <= distance_max || common_prefix(word, candidate) >= telling_prefix;
    if (meant && distance < nearest_distance) {
      nearest_distance = distance;
      nearest = candidate;
    }
  }
  return nearest;
}

std::string unknown_word(std::string_view what, std::string_view word,
                         std::span<const std::string_view> candidates) {
  std::string text = "unknown " + std::string(what) + " '" + std::string(word) + "'; allowed: ";
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    if (i > 0) text += ", ";
    text += candidates[i];
  }
  if (const std::string_view nearest = nearest_word(word, candidates); !nearest.empty()) {
    text += "; did you mean '" + std::string(nearest) + "'?";
  }
  return text;
}

}  // namespace sharedfate
