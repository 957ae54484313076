#include <algorithm>
#include <string_view>

#include "core/lesson/read/lesson_reader.h"
#include "tests/fuzz/fuzz_target.h"

// Any file must yield either a valid lesson or at least one mistake, with a line of the file.
namespace sharedfate {
namespace {

void check_condition(const Lesson& lesson, const Condition& condition) {
  promise(!condition.terms.empty(), "a condition has terms");
  for (const Term& term : condition.terms) {
    for (const Operand* operand : {&term.left, &term.right}) {
      if (!operand->is_fact) continue;
      promise((operand->fact.row == nullptr) != (operand->fact.lab == nullptr),
              "a fact is one of the table, or of a lab");
      promise(operand->fact.lane < lesson.lanes.size(), "a fact is one of a lane of the lesson");
    }
  }
  // Conditions must also be readable when nothing was measured of any lane.
  Measured measured;
  measured.lanes.assign(lesson.lanes.size(), nullptr);
  static_cast<void>(judge(condition, measured));
  promise(!measured_text(condition, lesson.lane_names, measured).empty(),
          "the measured facts have a text");
}

void check_actions(const Lesson& lesson, const std::vector<Action>& actions, int line_count) {
  const auto check_lanes = [&](const std::vector<std::size_t>& lanes) {
    promise(!lanes.empty(), "an action is for a lane");
    for (const std::size_t lane : lanes) promise(lane < lesson.lanes.size(), "of the lesson");
  };
  for (const Action& action : actions) {
    promise(action.line >= 1 && action.line <= line_count, "an action's line is in the file");
    if (const auto* send = std::get_if<SendRequest>(&action.act)) check_lanes(send->lanes);
    if (const auto* until = std::get_if<WaitUntil>(&action.act)) {
      check_condition(lesson, until->condition);
    }
    if (const auto* time = std::get_if<TimeBatches>(&action.act)) {
      check_lanes(time->lanes);
      promise(time->workers_first >= worker_count_min, "batches have workers");
      promise(time->workers_first <= time->workers_last, "batches go upwards");
      promise(time->workers_last <= worker_count_max, "batches have workers within limits");
    }
  }
}

void check_lesson(const Lesson& lesson, int line_count) {
  promise(!lesson.steps.empty(), "a lesson has steps");
  promise(!lesson.lanes.empty() && lesson.lanes.size() == lesson.lane_names.size(),
          "a lesson has lanes with names");
  for (const LaneSpec& lane : lesson.lanes) promise(lane.python.empty(), "no lane names a program");
  for (const LessonStep& step : lesson.steps) {
    promise(step.line >= 1 && step.line <= line_count, "a step's line is in the file");
    check_actions(lesson, step.setup, line_count);
    check_actions(lesson, step.run, line_count);
    for (const Expectation& each : step.expectations) check_condition(lesson, each.condition);
    for (const Prediction& each : step.prediction) {
      promise(each.choices.size() >= 2 && each.choices.size() <= choices_max, "2 to 6 choices");
      for (const Choice& choice : each.choices) check_condition(lesson, choice.right_if);
    }
    for (const Block& block : step.blocks) {
      promise(block.picture.find('/') == std::string::npos, "a picture is beside the file");
    }
  }
}

}  // namespace
}  // namespace sharedfate

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sharedfate;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const LessonReading reading = read_lesson("fuzzed.md", text);
  const auto line_count = static_cast<int>(std::count(text.begin(), text.end(), '\n')) + 1;
  promise((reading.lesson == nullptr) == !reading.mistakes.empty(), "a lesson, or mistakes");
  for (const LessonMistake& mistake : reading.mistakes) {
    promise(mistake.line >= 0 && mistake.line <= line_count, "a mistake is in the file");
    promise(!mistake.text.empty(), "a mistake says something");
  }
  if (reading.lesson != nullptr) check_lesson(*reading.lesson, line_count);
  promise_no_program();
  return 0;
}
