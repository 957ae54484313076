#include "core/lesson/step_outcome.h"

#include <algorithm>

namespace sharedfate {
namespace {

bool same_script(const std::vector<Action>& one, const std::vector<Action>& other) {
  return std::equal(one.begin(), one.end(), other.begin(), other.end(),
                    [](const Action& a, const Action& b) { return a.text == b.text; });
}

bool same_prediction(const Prediction& one, const Prediction& other) {
  return one.question == other.question &&
         std::equal(one.choices.begin(), one.choices.end(), other.choices.begin(),
                    other.choices.end(), [](const Choice& a, const Choice& b) {
                      return a.text == b.text && a.right_if.text == b.right_if.text;
                    });
}

}  // namespace

void judge(const LessonStep& step, const std::vector<std::string>& lane_names,
           const Measured& measured, StepRecord& record) {
  record.held.clear();
  record.measured.clear();
  record.expectations.clear();
  record.right_choice = -1;
  int right_count = 0;
  if (!step.prediction.empty()) {
    const std::vector<Choice>& choices = step.prediction.front().choices;
    for (std::size_t i = 0; i < choices.size(); ++i) {
      const bool right = holds(choices[i].right_if, measured);
      record.held.push_back(right);
      record.measured.push_back(measured_text(choices[i].right_if, lane_names, measured));
      if (!right) continue;
      ++right_count;
      record.right_choice = static_cast<int>(i);
    }
  }
  if (right_count != 1) record.right_choice = -1;
  for (const Expectation& expectation : step.expectations) {
    record.expectations.push_back({holds(expectation.condition, measured),
                                   measured_text(expectation.condition, lane_names, measured)});
  }
  record.finished = true;
}

bool same_experiment(const LessonStep& one, const LessonStep& other) {
  return one.has_setup == other.has_setup && same_script(one.setup, other.setup) &&
         same_script(one.run, other.run) &&
         std::equal(one.prediction.begin(), one.prediction.end(), other.prediction.begin(),
                    other.prediction.end(), same_prediction) &&
         std::equal(one.expectations.begin(), one.expectations.end(), other.expectations.begin(),
                    other.expectations.end(), [](const Expectation& a, const Expectation& b) {
                      return a.condition.text == b.condition.text;
                    });
}

}  // namespace sharedfate
