#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "core/base/result.h"
#include "core/base/statistics.h"
#include "core/wire/measurement.h"

namespace sharedfate {

/// Makes records of the results of an experiment and sends them one by one. Texts that do not fit
/// into their field of the record are cut off. To be used by one thread.
class ExperimentReport {
 public:
  explicit ExperimentReport(std::uint32_t experiment) : experiment_(experiment) {}
  virtual ~ExperimentReport() = default;
  ExperimentReport(const ExperimentReport&) = delete;
  ExperimentReport& operator=(const ExperimentReport&) = delete;

  /// Declares a series of points and returns its index. `of` is what is measured (a variant, a
  /// worker; may be empty), `name` is the figure: ("mutex", "lost", "run", "increments").
  std::uint32_t series(std::string_view of, std::string_view name, std::string_view x_unit,
                       std::string_view y_unit);
  void point(std::uint32_t series, double x, double y);
  /// A figure, which replaces an earlier one with the same `of` and `name`. In a table, facts with
  /// the same `name` share a column and facts with the same `of` share a row.
  void fact(std::string_view of, std::string_view name, double value, std::string_view unit) {
    fact(of, name, Estimate::exact(value), unit);
  }
  /// The same, of a figure that was measured several times.
  void fact(std::string_view of, std::string_view name, const Estimate& figure,
            std::string_view unit);
  /// A fact in words.
  void fact(std::string_view of, std::string_view name, std::string_view words);
  /// A fact: 2 to wait_cycle_max workers that wait for each other for ever.
  void wait_cycle(std::string_view of, std::string_view name, std::span<const WaitForLock> waits);
  /// A sentence: what could not be measured and why, or how the figures are to be read.
  void note(std::string_view text);
  /// The share of the work that is done, clamped to 0 to 1. Sent only if it has grown by a
  /// hundredth since the last one.
  void progress(double share);
  /// Waits for the observer's next order, whose meaning depends on the experiment. nullopt: there
  /// will be none.
  virtual std::optional<std::uint64_t> next_order() { return std::nullopt; }
  /// Sends the last record: success, or the error of the experiment.
  void end(const Status& status);

 protected:
  virtual void send(const MeasurementRecord& record) = 0;

 private:
  void send_next(MeasurementRecord& record);

  std::uint32_t experiment_;
  std::uint64_t sequence_ = 0;
  std::uint32_t series_count_ = 0;
  double progress_ = 0;
};

}  // namespace sharedfate
