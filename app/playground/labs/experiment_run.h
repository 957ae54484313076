#pragma once

#include "core/measure/measurement_run.h"

namespace sharedfate {

/// What the measurement runner runs; each function as in MeasurementRun. The window has the
/// processes, tests have what these would report.
class ExperimentRun {
 public:
  ExperimentRun() = default;
  virtual ~ExperimentRun() = default;
  ExperimentRun(const ExperimentRun&) = delete;
  ExperimentRun& operator=(const ExperimentRun&) = delete;

  virtual Status prepare() = 0;
  virtual Status start(const ExperimentRow& row, const Parameters& parameters,
                       const MeasurementOptions& options) = 0;
  virtual bool poll() = 0;
  virtual Status order(std::uint64_t number) = 0;
  virtual void cancel() = 0;
  virtual void mute(bool muted) = 0;
  [[nodiscard]] virtual bool finished() const = 0;
  [[nodiscard]] virtual const Measurement& measurement() const = 0;
  [[nodiscard]] virtual int pid() const = 0;
  [[nodiscard]] virtual int wake_descriptor() const = 0;
};

/// The experiment in a process of its own.
class ExperimentProcess : public ExperimentRun {
 public:
  Status prepare() override { return run_.prepare(); }
  Status start(const ExperimentRow& row, const Parameters& parameters,
               const MeasurementOptions& options) override {
    return run_.start(row, parameters, options);
  }
  bool poll() override { return run_.poll(); }
  Status order(std::uint64_t number) override { return run_.order(number); }
  void cancel() override { run_.cancel(); }
  void mute(bool muted) override { run_.mute(muted); }
  [[nodiscard]] bool finished() const override { return run_.finished(); }
  [[nodiscard]] const Measurement& measurement() const override { return run_.measurement(); }
  [[nodiscard]] int pid() const override { return run_.pid(); }
  [[nodiscard]] int wake_descriptor() const override { return run_.wake_descriptor(); }

 private:
  MeasurementRun run_;
};

}  // namespace sharedfate
