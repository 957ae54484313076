#include "core/base/nearest_word.h"

#include <algorithm>
#include <numeric>
#include <vector>

namespace sharedfate {
namespace {

/// Levenshtein's distance, two rows (Wagner and Fischer, 1974).
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t substitution = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, substitution});
    }
  }
  return row[b.size()];
}

}  // namespace

std::string_view nearest_word(std::string_view word, std::span<const std::string_view> candidates) {
  std::string_view nearest;
  std::size_t distance_min = std::max<std::size_t>(word.size(), 2) / 2 + 1;
  for (const std::string_view candidate : candidates) {
    const bool prefix = !word.empty() && candidate.starts_with(word);
    const std::size_t distance = prefix ? 0 : edit_distance(word, candidate);
    if (distance < distance_min) {
      distance_min = distance;
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
