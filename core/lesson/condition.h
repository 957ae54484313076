#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/lesson/fact.h"

// What a lesson expects, waits for, and tells its choices apart by: "threads.alive = 0",
// "processes.elapsed_ms < 0.7 * serial.elapsed_ms and processes.lost <= 1".
namespace sharedfate {

enum class Comparison : std::uint8_t { equal, not_equal, less, at_most, more, at_least };

/// A number, or a factor times a fact.
struct Operand {
  bool is_fact = false;
  double factor = 1;  ///< the number itself where it is no fact
  FactName fact;
};

struct Term {
  Operand left;
  Comparison comparison = Comparison::not_equal;
  Operand right;
};

/// Holds when every term does.
struct Condition {
  std::string text;  ///< as it was written
  std::vector<Term> terms;
};

/// Reads a condition. `lane_names`: the lesson's lanes, by their place. A fact alone means "is not
/// 0"; "all.FACT" stands for one term for each lane. The error names the word that is wrong, what
/// is allowed and the nearest word.
Result<Condition> parse_condition(std::string_view text,
                                  const std::vector<std::string>& lane_names);

/// Whether it holds. A fact that was not measured (NaN) makes its term false.
[[nodiscard]] bool holds(const Condition& condition, const Measured& measured);

/// The facts of the condition with what was measured: "threads.alive 0, processes.lost 1".
[[nodiscard]] std::string measured_text(const Condition& condition,
                                        const std::vector<std::string>& lane_names,
                                        const Measured& measured);

}  // namespace sharedfate
