#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/lesson/fact.h"

// Conditions, by which a lesson expects, waits, and decides which choice is right: "threads.alive =
// 0", "processes.elapsed_ms < 0.7 * serial.elapsed_ms and processes.lost <= 1".
namespace sharedfate {

enum class Comparison : std::uint8_t { equal, not_equal, less, at_most, more, at_least };

/// A number, or a factor times a fact.
struct Operand {
  bool is_fact = false;
  double factor = 1;  ///< the number itself if `is_fact` is false
  FactName fact;
};

struct Term {
  Operand left;
  Comparison comparison = Comparison::not_equal;
  Operand right;
};

/// Holds if every term does.
struct Condition {
  std::string text;  ///< as it was written
  std::vector<Term> terms;
};

/// Reads a condition. `lane_names`: of the lesson's lanes, in their order. A fact alone means "is
/// not 0"; "all.FACT" stands for one term for each lane. The error names the wrong word, what is
/// allowed and the nearest word.
Result<Condition> parse_condition(std::string_view text,
                                  const std::vector<std::string>& lane_names);

/// What was measured says of a condition.
enum class Verdict : std::uint8_t {
  fails,
  cannot_tell,  ///< it holds in a part of the intervals in which the figures may lie
  holds,
};

/// A condition holds, or fails, only if it does so for all values in the intervals of its figures
/// (read_fact_with_doubt()). A fact that was not measured (NaN) makes its term fail.
[[nodiscard]] Verdict judge(const Condition& condition, const Measured& measured);

/// Why judge() cannot tell, as the end of a sentence: "other programs took 40 % of the cores".
/// Empty: it can.
[[nodiscard]] std::string doubt_text(const Condition& condition, const Measured& measured);

/// The condition's facts with their values, and the intervals of those measured in repeats:
/// "threads.alive 0, processes.elapsed_ms 120 (118 to 125)".
[[nodiscard]] std::string measured_text(const Condition& condition,
                                        const std::vector<std::string>& lane_names,
                                        const Measured& measured);

/// The same as a class is told it, each fact once. `lane_titles`: of the lesson's lanes, in their
/// order.
[[nodiscard]] std::vector<ToldFigure> told_figures(const Condition& condition,
                                                   const std::vector<std::string>& lane_titles,
                                                   const Measured& measured);
/// A sentence for each lane or subject of a lab: "Threads: 0 of the first workers survived.
/// Processes: 4 of the first workers survived."
[[nodiscard]] std::string told_text(const std::vector<ToldFigure>& figures);

}  // namespace sharedfate
