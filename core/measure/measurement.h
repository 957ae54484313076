#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/experiment/experiment.h"
#include "core/wire/measurement.h"

// What an experiment has found so far, as a value.
namespace sharedfate {

struct MeasuredPoint {
  double x = 0, y = 0;
  friend bool operator==(const MeasuredPoint&, const MeasuredPoint&) = default;
};

struct MeasuredSeries {
  std::string of;    ///< what was measured: a variant, a worker; may be empty
  std::string name;  ///< what about it
  std::string x_unit, y_unit;
  std::vector<MeasuredPoint> points;
};

struct MeasuredFact {
  std::string of, name;
  std::string unit;
  double value = 0;
  std::string words;  ///< where the fact is one in words; `value` says nothing then
  [[nodiscard]] bool in_words() const { return !words.empty(); }
};

enum class MeasurementState : std::uint8_t {
  running,
  done,       ///< everything was measured
  cancelled,  ///< by whoever asked for it: what is there was measured
  failed,     ///< `trouble` says why: what is there was measured
};
std::string_view measurement_state_name(MeasurementState state);

struct Measurement {
  const ExperimentRow* experiment = nullptr;
  std::string parameters;  ///< all of them: "workers=4,runs=20"
  MeasurementState state = MeasurementState::running;
  double progress = 0;  ///< 0 to 1
  std::vector<MeasuredSeries> series;
  std::vector<MeasuredFact> facts;
  std::vector<std::string> notes;      ///< what could not be measured, and what to know of the rest
  std::string trouble;                 ///< why it ended before its time; empty: it did not
  std::uint64_t records_rejected = 0;  ///< that made no sense, and were not used

  /// nullptr where there is none. A fact that is told again replaces the earlier one.
  [[nodiscard]] const MeasuredFact* fact(std::string_view of, std::string_view name) const;
  [[nodiscard]] const MeasuredSeries* find_series(std::string_view of, std::string_view name) const;
};

/// Takes records, checks each of them and puts what makes sense into a measurement. Nothing a
/// record says is trusted: version, order, indexes, finite numbers, printable text, a progress that
/// never goes back, nothing after the last word, no more than the limits.
class MeasurementReader {
 public:
  static constexpr std::size_t series_max = 512, facts_max = 2048, notes_max = 64;
  static constexpr std::size_t points_max = 1'000'000;

  explicit MeasurementReader(Measurement& measurement) : measurement_(measurement) {}

  /// Takes one record or counts it as rejected.
  void take(const MeasurementRecord& record);
  /// done or trouble was said.
  [[nodiscard]] bool heard_last_word() const { return heard_last_word_; }

 private:
  bool accept(const MeasurementRecord& record);
  bool accept_series(const MeasurementRecord& record);
  bool accept_point(const MeasurementRecord& record);
  bool accept_fact(const MeasurementRecord& record);
  bool accept_text(const MeasurementRecord& record);
  bool accept_progress(const MeasurementRecord& record);

  Measurement& measurement_;
  std::uint64_t sequence_ = 0;
  std::size_t points_ = 0;
  bool heard_last_word_ = false;
};

}  // namespace sharedfate
