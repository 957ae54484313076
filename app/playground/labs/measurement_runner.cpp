#include "app/playground/labs/measurement_runner.h"

#include <fmt/format.h>

#include <utility>

#include "app/playground/panel/key_table.h"
#include "core/measure/measurement_chart.h"

namespace sharedfate {
namespace {

/// Drawing takes processor time from the measurement, so progress is shown at this interval only.
constexpr double progress_period_s = 0.25;
/// Long enough for a class to discuss between two orders of an experiment that is run by hand.
constexpr std::uint32_t limit_ms = measurement_limit_ms_max;
/// Limits the work of one frame, so that a flood of records does not delay it.
constexpr int polls_per_frame_max = 8;

}  // namespace

void MeasurementRunner::obey(const MeasurementCommand& command) {
  if (const auto* wanted = std::get_if<StartMeasurement>(&command)) {
    ++asked_;
    if (run_->finished()) {
      start(*wanted);
    } else {
      next_ = *wanted;
      cancelled_ = true;
      run_->cancel();
    }
  } else if (std::holds_alternative<CancelMeasurement>(command)) {
    next_.reset();
    cancelled_ = true;
    run_->cancel();
  } else if (const auto* order = std::get_if<OrderMeasurement>(&command)) {
    note(run_->order(order->number));
  }
}

void MeasurementRunner::start(const StartMeasurement& wanted) {
  MeasurementOptions options = options_;
  options.limit_ms = limit_ms;
  cancelled_ = false;
  ++starts_;
  asked_of_latest_ = asked_;
  note(run_->start(*wanted.experiment, wanted.parameters, options));
  run_->mute(!wanted.experiment->by_hand);
  read();
}

void MeasurementRunner::update() {
  bool changed = false;
  for (int poll = 0; poll < polls_per_frame_max && run_->poll(); ++poll) changed = true;
  if (changed) read();
  if (run_->finished() && next_) start(*std::exchange(next_, std::nullopt));
}

const Measurement* MeasurementRunner::measurement_of(const ExperimentRow& experiment) const {
  const Measurement* const latest = measurement();
  return latest != nullptr && latest->experiment == &experiment ? latest : nullptr;
}

bool MeasurementRunner::is_given_up(int start) const {
  if (start != asked_) return start < asked_;
  if (start != asked_of_latest_) return !busy();  // cancelled before it began
  return ending() || run_->measurement().state == MeasurementState::cancelled;
}

bool MeasurementRunner::measures() const {
  return busy() && !(measurement() != nullptr && measurement()->experiment->by_hand);
}

void MeasurementRunner::read() {
  charts_ = charts_of(run_->measurement());
  paragraphs_ =
      paragraphs_of(run_->measurement(),
                    fmt::format("Measure again ({}) when it is quiet.", key_cap_of(Verb::run_lab)));
}

double MeasurementRunner::seconds_to_refresh() const {
  return measures() || ending() ? progress_period_s : -1;
}

void MeasurementRunner::note(const Status& status) {
  if (!status) troubles_.push_back(status.error().text());
}

std::vector<std::string> MeasurementRunner::take_troubles() { return std::exchange(troubles_, {}); }

}  // namespace sharedfate
