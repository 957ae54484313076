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

bool uses_lanes(const Lesson& lesson) {
  const auto gives_tasks = [](const Action& action) {
    if (std::holds_alternative<TimeBatches>(action.act)) return true;
    const auto* const send = std::get_if<SendRequest>(&action.act);
    return send != nullptr && std::holds_alternative<SubmitTasks>(send->request);
  };
  return std::any_of(lesson.steps.begin(), lesson.steps.end(), [&](const LessonStep& step) {
    return std::any_of(step.setup.begin(), step.setup.end(), gives_tasks) ||
           std::any_of(step.run.begin(), step.run.end(), gives_tasks);
  });
}

}  // namespace sharedfate
