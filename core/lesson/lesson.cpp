#include "core/lesson/lesson.h"

#include <fmt/format.h>

#include <algorithm>

namespace sharedfate {

std::string LessonMistake::sentence() const {
  return line == 0 ? fmt::format("{}: {}", file, text) : fmt::format("{}:{}: {}", file, line, text);
}

bool kills_app(const LessonStep& step) {
  return !step.run.empty() && std::holds_alternative<KillApp>(step.run.back().act);
}

bool kills_app(const Lesson& lesson) {
  return std::any_of(lesson.steps.begin(), lesson.steps.end(),
                     [](const LessonStep& step) { return kills_app(step); });
}

}  // namespace sharedfate
