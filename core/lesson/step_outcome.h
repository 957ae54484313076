#pragma once

#include "core/lesson/fact.h"
#include "core/lesson/lesson.h"
#include "core/lesson/lesson_player.h"

namespace sharedfate {

/// Evaluates the step's choices and expectations on what was measured, and writes the results into
/// its record. No other function does.
void judge(const LessonStep& step, const std::vector<std::string>& lane_names,
           const Measured& measured, StepRecord& record);

/// Whether results of one version of a step are valid for the other: prediction, scripts and
/// expectations are the same. Other text may differ.
[[nodiscard]] bool same_experiment(const LessonStep& one, const LessonStep& other);

}  // namespace sharedfate
