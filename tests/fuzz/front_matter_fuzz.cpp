#include "core/lesson/read/front_matter.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "core/lesson/read/lesson_guard.h"
#include "tests/fuzz/fuzz_target.h"

// The front matter alone, so that no inputs are lost to finding its two "+++" lines.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sharedfate;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  constexpr int first_line = 2;
  const auto last_line = first_line + static_cast<int>(std::count(text.begin(), text.end(), '\n'));
  Mistakes mistakes("fuzzed.md", last_line);
  const std::string plain = plain_line_ends(text);
  Lesson lesson;
  const bool lanes_known = guard_text(text, mistakes) &&
                           guard_front_matter(plain, first_line, mistakes) &&
                           read_front_matter(plain, first_line, lesson, mistakes);
  promise(lanes_known == !lesson.lane_names.empty(), "known lanes have names");
  promise(lesson.lanes.size() <= 4, "at most four lanes");
  for (const LaneSpec& lane : lesson.lanes) promise(lane.python.empty(), "no lane names a program");
  const bool flawless = mistakes.none();
  const auto list = mistakes.take();
  for (const LessonMistake& mistake : list) {
    promise(mistake.line >= 0 && mistake.line <= last_line, "a mistake is in the file");
  }
  if (flawless) {
    promise(lanes_known, "a front matter without a mistake has lanes");
    promise(lesson.minutes >= 1 && lesson.minutes <= 60, "minutes are within their limits");
    promise(lesson.deadline_ms >= 100, "there is a deadline");
  }
  promise_no_program();
  return 0;
}
