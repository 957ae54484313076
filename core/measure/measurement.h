#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/statistics.h"
#include "core/experiment/experiment.h"
#include "core/system/core_use.h"
#include "core/wire/measurement.h"

// The results of an experiment so far.
namespace sharedfate {

struct MeasuredPoint {
  double x = 0, y = 0;
  friend bool operator==(const MeasuredPoint&, const MeasuredPoint&) = default;
};

struct MeasuredSeries {
  std::string of;    ///< the subject: a variant, a worker; may be empty
  std::string name;  ///< which property of it
  std::string x_unit, y_unit;
  std::vector<MeasuredPoint> points;
};

struct MeasuredFact {
  std::string of, name;
  std::string unit;
  Estimate figure = {};
  std::string words;  ///< the fact if it is a text, without a figure; empty: it is a number
  /// The workers of a wait-for cycle, of which `words` says the same; empty: the fact is no cycle.
  std::vector<WaitForLock> waits = {};
  [[nodiscard]] bool in_words() const { return !words.empty(); }
};

enum class MeasurementState : std::uint8_t {
  running,
  done,       ///< everything was measured
  cancelled,  ///< ended on request; the results so far are valid
  failed,     ///< `trouble` says why; the results so far are valid
};
std::string_view measurement_state_name(MeasurementState state);

struct Measurement {
  const ExperimentRow* experiment = nullptr;
  std::string parameters;  ///< all parameters: "workers=4,runs=20"
  MeasurementState state = MeasurementState::running;
  double progress = 0;  ///< 0 to 1
  std::vector<MeasuredSeries> series;
  std::vector<MeasuredFact> facts;
  std::vector<std::string> notes;  ///< what could not be measured, and remarks
  std::string trouble;             ///< why it failed; empty: it did not
  CoreShares machine;              ///< how the cores were used meanwhile; not known before its end
  std::uint64_t records_rejected = 0;  ///< invalid records, which were not used

  /// nullptr if there is none. A fact that is reported again replaces the earlier one.
  [[nodiscard]] const MeasuredFact* fact(std::string_view of, std::string_view name) const;
  [[nodiscard]] const MeasuredSeries* find_series(std::string_view of, std::string_view name) const;
  /// The last fact that is a wait-for cycle; nullptr if there is none.
  [[nodiscard]] const MeasuredFact* wait_cycle() const;
};

/// Checks records and adds the valid ones to a measurement. Nothing in a record is trusted. Checked
/// are: version, experiment, sequence, indexes, finite numbers, printable text, that no worker or
/// lock is twice in a wait-for cycle, that progress never decreases, that nothing follows the final
/// record, and the limits.
class MeasurementReader {
 public:
  static constexpr std::size_t series_max = 512, facts_max = 2048, notes_max = 64;
  static constexpr std::size_t points_max = 1'000'000;

  explicit MeasurementReader(Measurement& measurement) : measurement_(measurement) {}

  /// Adds one record to the measurement, or counts it as rejected.
  void take(const MeasurementRecord& record);
  /// A record of the kind `done` or `trouble` has been taken.
  [[nodiscard]] bool is_complete() const { return is_complete_; }

 private:
  bool accept(const MeasurementRecord& record);
  bool accept_series(const MeasurementRecord& record);
  bool accept_point(const MeasurementRecord& record);
  bool accept_fact(const MeasurementRecord& record);
  bool accept_wait_cycle(const MeasurementRecord& record);
  bool keep_fact(MeasuredFact fact);
  bool accept_text(const MeasurementRecord& record);
  bool accept_progress(const MeasurementRecord& record);

  Measurement& measurement_;
  std::uint64_t sequence_ = 0;
  std::size_t points_ = 0;
  bool is_complete_ = false;
};

}  // namespace sharedfate
