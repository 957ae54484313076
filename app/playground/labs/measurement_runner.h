#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/playground/labs/experiment_run.h"
#include "app/playground/widgets/app_command.h"
#include "core/chart/chart_data.h"
#include "core/measure/measurement_words.h"

namespace sharedfate {

/// The window's measurements: the experiment that is under way, or the result of the last one. The
/// destructor ends every process of the experiment. Main thread.
class MeasurementRunner {
 public:
  /// `run`: what runs the experiments.
  explicit MeasurementRunner(MeasurementOptions options, std::unique_ptr<ExperimentRun> run =
                                                             std::make_unique<ExperimentProcess>())
      : options_(std::move(options)), run_(std::move(run)) {}

  /// Makes the wake descriptor; the error says why the system refused it.
  Status prepare() { return run_->prepare(); }
  /// Becomes readable when update() has something to read; unless the experiment is run by hand,
  /// only at its end. -1 before prepare() and before the first start.
  [[nodiscard]] int wake_descriptor() const { return run_->wake_descriptor(); }

  /// Carries out a command. A start cancels the running measurement and begins when that has ended.
  void obey(const MeasurementCommand& command);
  /// Reads what was found since the last call. Call it once a frame.
  void update();

  /// The measurement that was started last, whatever its outcome; nullptr if none was.
  [[nodiscard]] const Measurement* measurement() const {
    return starts_ == 0 ? nullptr : &run_->measurement();
  }
  /// The same if it is of that experiment, otherwise nullptr.
  [[nodiscard]] const Measurement* measurement_of(const ExperimentRow& experiment) const;
  /// Whether something is being measured, or waits for the previous measurement to end.
  [[nodiscard]] bool busy() const { return !run_->finished() || next_.has_value(); }
  /// Whether figures are being produced without a person's orders.
  [[nodiscard]] bool measures() const;
  /// Whether the measurement was asked to end and some of its processes are still there.
  [[nodiscard]] bool ending() const { return !run_->finished() && cancelled_; }
  /// PID of the process that holds all others of the experiment; 0: none.
  [[nodiscard]] int pid() const { return run_->finished() ? 0 : run_->pid(); }
  /// How many starts were asked for. A caller that remembers the number of its own start can tell
  /// whether the runner has since been given to another caller.
  [[nodiscard]] int asked() const { return asked_; }
  /// The number of the start that measurement() belongs to.
  [[nodiscard]] int asked_of_latest() const { return asked_of_latest_; }
  /// Whether the start with that number in asked() was replaced by a later one or cancelled.
  [[nodiscard]] bool is_given_up(int start) const;
  /// How many measurements were started: a view of an earlier one is out of date.
  [[nodiscard]] int starts() const { return starts_; }

  // Rebuilt whenever the measurement has changed.
  [[nodiscard]] const std::vector<ChartData>& charts() const { return charts_; }
  [[nodiscard]] const std::vector<MeasuredParagraph>& paragraphs() const { return paragraphs_; }

  /// Seconds until what is shown is out of date; negative: never.
  [[nodiscard]] double seconds_to_refresh() const;
  /// Returns the errors of commands as sentences, and forgets them.
  std::vector<std::string> take_troubles();

 private:
  void start(const StartMeasurement& wanted);
  void note(const Status& status);
  void read();

  MeasurementOptions options_;
  std::unique_ptr<ExperimentRun> run_;
  std::optional<StartMeasurement> next_;  ///< starts when the previous measurement has ended
  int starts_ = 0, asked_ = 0, asked_of_latest_ = 0;
  bool cancelled_ = false;
  std::vector<ChartData> charts_;
  std::vector<MeasuredParagraph> paragraphs_;
  std::vector<std::string> troubles_;
};

}  // namespace sharedfate
