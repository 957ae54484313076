#include "core/experiment/experiment_report.h"

#include <algorithm>

namespace sharedfate {

void ExperimentReport::send_next(MeasurementRecord& record) {
  record.experiment = experiment_;
  record.sequence = ++sequence_;
  send(record);
}

std::uint32_t ExperimentReport::series(std::string_view of, std::string_view name,
                                       std::string_view x_unit, std::string_view y_unit) {
  MeasurementRecord record;
  record.kind = MeasurementKind::series;
  set_text(record.of, of);
  set_text(record.name, name);
  set_text(record.x_unit, x_unit);
  set_text(record.y_unit, y_unit);
  send_next(record);
  return series_count_++;
}

void ExperimentReport::point(std::uint32_t series, double x, double y) {
  assert(series < series_count_);
  MeasurementRecord record;
  record.kind = MeasurementKind::point;
  record.series = series;
  record.x = x;
  record.y = y;
  send_next(record);
}

void ExperimentReport::fact(std::string_view of, std::string_view name, const Estimate& figure,
                            std::string_view unit) {
  MeasurementRecord record;
  record.kind = MeasurementKind::fact;
  set_text(record.of, of);
  set_text(record.name, name);
  set_text(record.y_unit, unit);
  record.y = figure.value;
  record.low = figure.low;
  record.high = figure.high;
  record.repeats = static_cast<std::uint64_t>(figure.repeats);
  send_next(record);
}

void ExperimentReport::fact(std::string_view of, std::string_view name, std::string_view words) {
  MeasurementRecord record;
  record.kind = MeasurementKind::fact;
  record.in_words = 1;
  set_text(record.of, of);
  set_text(record.name, name);
  set_text(record.text, words);
  send_next(record);
}

void ExperimentReport::wait_cycle(std::string_view of, std::string_view name,
                                  std::span<const WaitForLock> waits) {
  assert(waits.size() >= 2 && waits.size() <= wait_cycle_max);
  MeasurementRecord record;
  record.kind = MeasurementKind::wait_cycle;
  set_text(record.of, of);
  set_text(record.name, name);
  std::copy(waits.begin(), waits.end(), record.waits.begin());
  send_next(record);
}

void ExperimentReport::note(std::string_view text) {
  MeasurementRecord record;
  record.kind = MeasurementKind::note;
  set_text(record.text, text);
  send_next(record);
}

void ExperimentReport::progress(double share) {
  // Each record wakes the observer, which takes its part of the cores from what is measured.
  constexpr double step_min = 0.01;
  share = std::clamp(share, 0.0, 1.0);
  if (share < progress_ + step_min) return;
  progress_ = share;
  MeasurementRecord record;
  record.kind = MeasurementKind::progress;
  record.y = share;
  send_next(record);
}

void ExperimentReport::end(const Status& status) {
  MeasurementRecord record;
  record.kind = status ? MeasurementKind::done : MeasurementKind::trouble;
  if (!status) set_text(record.text, status.error().text());
  send_next(record);
}

}  // namespace sharedfate
