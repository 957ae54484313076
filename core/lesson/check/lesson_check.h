#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/lesson/lesson.h"

namespace sharedfate {

/// The result of one expectation, or of one prediction, of one step.
struct LessonFinding {
  std::string file;
  int line = 0;
  std::string step;
  std::string expected;  ///< the condition, or "exactly one choice holds"
  std::string measured;
  Verdict verdict = Verdict::fails;
  std::string doubt;  ///< why this machine cannot tell; empty: it can
};

struct LessonCheck {
  std::vector<LessonFinding> findings;
  std::vector<std::string> troubles;  ///< "FILE:LINE: ...", for what could not be done
  double elapsed_s = 0;
  /// Nothing failed. What this machine could not tell has neither passed nor failed.
  [[nodiscard]] bool passed() const;
};

struct LessonCheckOptions {
  bool use_namespaces = true;
  std::string lane_program;
  /// For how long `time` begins further rounds to make its figures surer, seconds.
  double rounds_limit_s = 20;
};

/// Plays the lesson from its first step to its last on real lanes, skipping no run, and reports
/// each prediction and expectation. Ends every process that it started. `found` is called on the
/// calling thread for each finding as soon as it is known; it may be empty.
LessonCheck check_lesson(const Lesson& lesson, const LessonCheckOptions& options,
                         const std::function<void(const LessonFinding&)>& found);

}  // namespace sharedfate
