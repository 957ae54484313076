#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "app/playground/labs/experiment_run.h"

namespace sharedfate::testing {

/// An experiment without processes: a test says what it reports and how it ends.
class FakeExperiment : public ExperimentRun {
 public:
  Status prepare() override { return Done{}; }
  Status start(const ExperimentRow& row, const Parameters& parameters,
               const MeasurementOptions& options) override;
  bool poll() override;
  Status order(std::uint64_t number) override;
  void cancel() override { cancelled_ = true; }
  void mute(bool) override {}
  [[nodiscard]] bool finished() const override { return finished_; }
  [[nodiscard]] const Measurement& measurement() const override { return measurement_; }
  [[nodiscard]] int pid() const override { return finished_ ? 0 : 4711; }
  [[nodiscard]] int wake_descriptor() const override { return -1; }

  // Reports; a fact replaces the one of that name.
  void report(std::string_view of, std::string_view name, double value);
  void report(std::string_view of, std::string_view name, std::string words);
  void report(MeasuredFact fact);
  void report(MeasuredSeries series);
  void report_progress(double progress);
  void end(MeasurementState state, std::string trouble = {});

  /// The orders that came since the last call.
  std::vector<std::uint64_t> take_orders();

 private:
  Measurement measurement_;
  std::vector<std::uint64_t> orders_;
  bool finished_ = true, cancelled_ = false, changed_ = false;
};

}  // namespace sharedfate::testing
