#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/lesson/app_end.h"
#include "core/measure/measurement.h"
#include "core/model/model.h"

// The facts that the conditions of a lesson can use: one table for the parser, the check and the
// reference.
namespace sharedfate {

/// One batch that was timed at full speed.
struct TimedBatch {
  int workers = 0;
  std::uint64_t tasks = 0;
  double elapsed_ms = 0;  ///< from the first task's start, or from the opening of the gate if that
                          ///< was missed, to the last task's end; NaN: the batch did not end
};

/// What the player noted about one lane during a step, in addition to its model.
struct LaneMeasurement {
  int running_max = 0;                         ///< most tasks seen running at the same time
  std::vector<TimedBatch> batches;             ///< in the order in which they were run
  std::uint32_t lane_process_incarnation = 0;  ///< at the end of the step's setup
  std::vector<std::uint64_t>
      first_workers;  ///< started_ns of the workers alive then, which identifies them
};

/// The notes on a lane at the end of a step's setup.
LaneMeasurement begin_measurement(const LaneModel& lane);

/// What facts are read from. `lanes` and `notes` are in the lesson's order of lanes; a lane is
/// nullptr while it is not known.
struct Measured {
  std::vector<const LaneModel*> lanes;
  std::span<const LaneMeasurement> notes;
  int cores = 1;                           ///< that this process may run on
  std::optional<AppEnd> app_end;           ///< nothing unless the app was killed in this step
  std::span<const Measurement> labs = {};  ///< results of labs in this step
};

/// One row of the table.
struct FactRow {
  std::string_view name;
  std::string_view sentence;  ///< for authors of lessons, with its unit
  bool of_machine;            ///< written without a lane: "cores"
  /// NaN: not measured. `lane`: index in the lesson, in range; ignored if `of_machine`.
  double (*read)(const Measured& measured, std::size_t lane);
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

/// The value of the fact; NaN: not measured, or the fact is a text.
double read_fact(const FactName& fact, const Measured& measured);
/// The name as a lesson writes it.
std::string fact_text(const FactName& fact, const std::vector<std::string>& lane_names);

}  // namespace sharedfate
