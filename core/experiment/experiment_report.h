#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/base/result.h"
#include "core/wire/measurement.h"

namespace sharedfate {

/// Takes what an experiment finds, record by record. Texts that do not fit their place in the
/// record are cut. One thread.
class ExperimentReport {
 public:
  explicit ExperimentReport(std::uint32_t experiment) : experiment_(experiment) {}
  virtual ~ExperimentReport() = default;
  ExperimentReport(const ExperimentReport&) = delete;
  ExperimentReport& operator=(const ExperimentReport&) = delete;

  /// Declares a series of points and returns its index. `of` is what was measured (a variant, a
  /// worker; may be empty), `name` is what about it: ("mutex", "lost", "run", "increments").
  std::uint32_t series(std::string_view of, std::string_view name, std::string_view x_unit,
                       std::string_view y_unit);
  void point(std::uint32_t series, double x, double y);
  /// A figure, which replaces an earlier one of the same `of` and `name`; facts of one name belong
  /// into one column, facts of one `of` into one row.
  void fact(std::string_view of, std::string_view name, double value, std::string_view unit);
  /// A fact in words.
  void fact(std::string_view of, std::string_view name, std::string_view words);
  /// What could not be measured and why, or what to know about the figures.
  void note(std::string_view text);
  /// The share of the work that is done, 0 to 1. Never goes back: a smaller one is not sent.
  void progress(double share);
  /// Waits for what the observer asks for next. Nothing: nobody will ask for anything.
  virtual std::optional<std::uint64_t> next_order() { return std::nullopt; }
  /// The last word: `status` of the whole.
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
