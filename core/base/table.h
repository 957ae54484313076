#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/nearest_word.h"
#include "core/base/result.h"

namespace sharedfate {

/// The row of a table whose `name` is `word`. `what`: what the table lists, for the error.
template <typename Row>
Result<const Row*> find_row(std::span<const Row> rows, std::string_view what,
                            std::string_view word) {
  std::vector<std::string_view> names;
  for (const Row& row : rows) {
    if (row.name == word) return &row;
    names.push_back(row.name);
  }
  return Error{"read '" + std::string(word) + "'", unknown_word(what, word, names), ""};
}

}  // namespace sharedfate
