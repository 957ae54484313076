#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/statistics.h"
#include "core/lesson/app_end.h"
#include "core/measure/measurement.h"
#include "core/model/model.h"
#include "core/system/core_use.h"

// The facts that the conditions of a lesson can use: one table for the parser, the check and the
// reference.
namespace sharedfate {

/// A batch that was timed at full speed, in turns with the others of its step.
struct TimedBatch {
  int workers = 0;
  std::uint64_t tasks = 0;
  struct Round {
    /// From the opening of the gate to the last task's end.
    double elapsed_ms = 0;
    /// The longest time that a worker was ready meanwhile and had no core, as a share of it: all
    /// that others can have taken from it. 1: not known.
    double delayed = 1;
  };
  std::vector<Round> rounds;  ///< empty: the batch did not end, or was not run
};

/// What the player noted about one lane during a step, in addition to its model.
struct LaneMeasurement {
  int running_max = 0;                         ///< most tasks seen running at the same time
  std::vector<TimedBatch> batches;             ///< in the order of the script
  std::uint32_t lane_process_incarnation = 0;  ///< at the end of the step's setup
  std::vector<std::uint64_t>
      first_workers;  ///< started_ns of the workers alive then, which identifies them
};

/// The notes on a lane at the end of a step's setup.
LaneMeasurement begin_measurement(const LaneModel& lane);

/// Whether the worker lives and lived when the step's set-up was done.
[[nodiscard]] bool is_survivor(const WorkerModel& worker, const LaneMeasurement& notes);

/// What facts are read from. `lanes` and `notes` are in the lesson's order of lanes; a lane is
/// nullptr while it is not known.
struct Measured {
  std::vector<const LaneModel*> lanes;
  std::span<const LaneMeasurement> notes;
  int cores = 1;                       ///< that this process may run on
  std::optional<AppEnd> app_end = {};  ///< nothing unless the app was killed in this step
  CoreShares timing = {};  ///< who used the cores while batches were timed; not known: none were
  std::span<const Measurement> labs = {};  ///< results of labs in this step
};

/// One row of the table.
struct FactRow {
  std::string_view name;
  std::string_view sentence;  ///< for authors of lessons, with its unit
  /// How a class is told the figure, 1 and 0; empty: like all others. {} is the figure, {signal}
  /// the signal of that number.
  std::string_view told_one, told, told_zero;
  bool of_machine;  ///< written without a lane: "cores"
  /// NaN: not measured. `lane`: index in the lesson, in range; ignored if `of_machine`.
  /// `taken`: the share of the time that other programs may have taken from the lane.
  Estimate (*read)(const Measured& measured, std::size_t lane, double taken);
  bool in_picture = false;  ///< the picture of a lane says it, too: its account, and which live
};

std::span<const FactRow> facts();

/// The name of a fact of a lane ("threads.alive"), of the machine ("cores"), or of a lab
/// ("race.mutex.lost").
struct FactName {
  const FactRow* row = nullptr;  ///< nullptr: a fact of a lab
  std::size_t lane = 0;
  const ExperimentRow* lab = nullptr;
  std::string subject;  ///< of MeasuredFact, with _ for spaces, commas and hyphens; may be empty
  std::string name;     ///< written likewise
};

/// The fact as measured; NaN: it was not, or it is a text.
Estimate read_fact(const FactName& fact, const Measured& measured);
/// The same, with the interval in which the figure may lie in truth. That of a figure measured in
/// repeats is wider than its confidence interval by what other programs may have added. That is at
/// most twice their share of the cores: on two cores, all that they can have taken from one worker;
/// with more cores the kernel gives them others that are free. Of a batch it is also at most what
/// its workers waited for a core.
Estimate read_fact_with_doubt(const FactName& fact, const Measured& measured);
/// Who used the cores while the fact was measured; not known: nothing watched, or nothing was
/// timed.
CoreShares shares_during(const FactName& fact, const Measured& measured);
/// What a class is told of a fact: the figure, and the words around it.
struct ToldFigure {
  std::string
      subject;         ///< a lane, or what a lab has measured: "Threads", "mutex"; empty: the whole
  std::string before;  ///< "at most "
  std::string figure;  ///< "3", "42.4 %"; empty: there are only words, in `before`
  std::string after;   ///< " tasks at the same time"
  std::string interval;     ///< "118 to 125"; empty: it was counted, and is exact
  int repeats = 0;          ///< of the measurement; 0: it was counted
  bool in_picture = false;  ///< FactRow::in_picture

  /// "4 of the first workers survived", "120 ms (118 to 125)"; without the subject.
  [[nodiscard]] std::string text() const;
  friend bool operator==(const ToldFigure&, const ToldFigure&) = default;
};
/// `lane_titles`: of the lesson's lanes, in their order.
ToldFigure told_fact(const FactName& fact, const std::vector<std::string>& lane_titles,
                     const Measured& measured);
/// Without a subject.
ToldFigure told_figure(const FactRow& row, const Estimate& figure);
/// The name as a lesson writes it.
std::string fact_text(const FactName& fact, const std::vector<std::string>& lane_names);

}  // namespace sharedfate
