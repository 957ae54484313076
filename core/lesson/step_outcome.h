#pragma once

#include "core/lesson/fact.h"
#include "core/lesson/lesson.h"
#include "core/lesson/lesson_player.h"

namespace sharedfate {

/// Holds the step's choices and expectations against what was measured, and writes the outcome into
/// its record. Nothing else ever does.
void judge(const LessonStep& step, const std::vector<std::string>& lane_names,
           const Measured& measured, StepRecord& record);

/// Whether what was measured for one version of a step holds for the other: its prediction, its
/// scripts and its expectations are the same. Words that the room reads may differ.
[[nodiscard]] bool same_experiment(const LessonStep& one, const LessonStep& other);

}  // namespace sharedfate
