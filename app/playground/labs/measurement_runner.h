#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/playground/labs/measurement_command.h"
#include "core/chart/chart_data.h"
#include "core/measure/measurement_run.h"
#include "core/measure/measurement_words.h"

namespace sharedfate {

/// Where the window measures: the one experiment that is under way, or what the last one has found.
/// Its end is the end of all that it started. Main thread.
class MeasurementRunner {
 public:
  explicit MeasurementRunner(MeasurementOptions options) : options_(std::move(options)) {}

  /// Makes the wake descriptor. An error: there will be no measuring.
  Status prepare() { return run_.prepare(); }
  /// Becomes readable when update() has something to take; while much is measured, at its end only.
  /// -1 unless prepared.
  [[nodiscard]] int wake_descriptor() const { return run_.wake_descriptor(); }

  /// Does what was asked.
  void obey(const MeasurementCommand& command);
  /// Takes what has been found since. Once a frame.
  void update();

  /// The latest that was started, whatever became of it; nullptr: none was.
  [[nodiscard]] const Measurement* measurement() const {
    return starts_ == 0 ? nullptr : &run_.measurement();
  }
  /// The same, if it is of that experiment.
  [[nodiscard]] const Measurement* measurement_of(const ExperimentRow& experiment) const;
  /// It is measured, or about to be once what was measured before has ended.
  [[nodiscard]] bool busy() const { return !run_.finished() || next_.has_value(); }
  /// Figures come by themselves: not of an experiment that waits for a person's orders.
  [[nodiscard]] bool measures() const;
  /// It has been asked to end, and somebody of it is left still.
  [[nodiscard]] bool ending() const { return !run_.finished() && cancelled_; }
  /// What holds all processes of the experiment; 0: none.
  [[nodiscard]] int pid() const { return run_.finished() ? 0 : run_.pid(); }
  /// How many starts were asked for: whoever asks for one knows by it whether it is theirs that the
  /// bench is at, or somebody's who came after.
  [[nodiscard]] int asked() const { return asked_; }
  /// Of these, the last one that was made: measurement() is its.
  [[nodiscard]] int asked_of_latest() const { return asked_of_latest_; }
  /// Changes with every start: what was looked at before no longer counts.
  [[nodiscard]] int starts() const { return starts_; }

  // Made of the measurement whenever it has changed.
  [[nodiscard]] const std::vector<ChartData>& charts() const { return charts_; }
  [[nodiscard]] const std::vector<MeasuredParagraph>& paragraphs() const { return paragraphs_; }

  /// How long until something shown is out of date, seconds; negative: nothing is.
  [[nodiscard]] double seconds_to_refresh() const;
  /// Takes the sentences about what could not be done.
  std::vector<std::string> take_troubles();

 private:
  void start(const StartMeasurement& wanted);
  void note(const Status& status);
  void read();

  MeasurementOptions options_;
  MeasurementRun run_;
  std::optional<StartMeasurement> next_;  ///< once nothing is left of the one before
  int starts_ = 0, asked_ = 0, asked_of_latest_ = 0;
  bool cancelled_ = false;
  std::vector<ChartData> charts_;
  std::vector<MeasuredParagraph> paragraphs_;
  std::vector<std::string> troubles_;
};

}  // namespace sharedfate
