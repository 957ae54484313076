#include "core/lesson/lesson.h"

#include <fmt/format.h>

namespace sharedfate {

std::string LessonMistake::sentence() const {
  return line == 0 ? fmt::format("{}: {}", file, text) : fmt::format("{}:{}: {}", file, line, text);
}

}  // namespace sharedfate
