#include "tests/unit/window/fake_experiment.h"

#include <algorithm>
#include <utility>

namespace sharedfate::testing {

Status FakeExperiment::start(const ExperimentRow& row, const Parameters& parameters,
                             const MeasurementOptions&) {
  measurement_ = {};
  measurement_.experiment = &row;
  measurement_.parameters = parameters.to_text();
  orders_.clear();
  finished_ = cancelled_ = false;
  return Done{};
}

bool FakeExperiment::poll() {
  if (cancelled_ && !finished_) end(MeasurementState::cancelled);
  return std::exchange(changed_, false);
}

Status FakeExperiment::order(std::uint64_t number) {
  orders_.push_back(number);
  return Done{};
}

void FakeExperiment::report(std::string_view of, std::string_view name, double value) {
  report({.of = std::string(of),
          .name = std::string(name),
          .unit = {},
          .figure = Estimate::exact(value),
          .words = {}});
}

void FakeExperiment::report(std::string_view of, std::string_view name, std::string words) {
  report({.of = std::string(of),
          .name = std::string(name),
          .unit = {},
          .figure = {},
          .words = std::move(words)});
}

void FakeExperiment::report(MeasuredFact fact) {
  std::erase_if(measurement_.facts, [&](const MeasuredFact& each) {
    return each.of == fact.of && each.name == fact.name;
  });
  measurement_.facts.push_back(std::move(fact));
  changed_ = true;
}

void FakeExperiment::report(MeasuredSeries series) {
  measurement_.series.push_back(std::move(series));
  changed_ = true;
}

void FakeExperiment::report_progress(double progress) {
  measurement_.progress = progress;
  changed_ = true;
}

void FakeExperiment::end(MeasurementState state, std::string trouble) {
  measurement_.state = state;
  measurement_.trouble = std::move(trouble);
  finished_ = changed_ = true;
}

std::vector<std::uint64_t> FakeExperiment::take_orders() { return std::exchange(orders_, {}); }

}  // namespace sharedfate::testing
