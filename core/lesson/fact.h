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

// The figures that a lesson may speak of: one table, out of which the parser, the check and the
// reference are made.
namespace sharedfate {

/// One batch that was timed at full speed.
struct TimedBatch {
  int workers = 0;
  std::uint64_t tasks = 0;
  double elapsed_ms = 0;  ///< from the opening of the gate to the end of the last task; NaN: the
                          ///< batch did not come to its end
};

/// What the player noted of one lane while a step ran, beyond what its model holds.
struct LaneMeasurement {
  int running_max = 0;                         ///< most tasks seen running at the same time
  std::vector<TimedBatch> batches;             ///< in the order in which they were run
  std::uint32_t lane_process_incarnation = 0;  ///< when the step's set-up was done
  std::vector<std::uint64_t> first_workers;    ///< started_ns of those alive then: who they are
};

/// What is noted of a lane when a step's set-up is done.
LaneMeasurement begin_measurement(const LaneModel& lane);

/// What facts are read from. `lanes` and `notes` are by the lane's place in the lesson; a lane is
/// nullptr while nothing is known of it.
struct Measured {
  std::vector<const LaneModel*> lanes;
  std::span<const LaneMeasurement> notes;
  int cores = 1;                           ///< that this process may run on
  std::optional<AppEnd> app_end;           ///< nothing while the app was not killed in this step
  std::span<const Measurement> labs = {};  ///< what was measured in labs in this step
};

/// One row of the table.
struct FactRow {
  std::string_view name;
  std::string_view sentence;  ///< for authors, with its unit
  bool of_machine;            ///< has no lane before it: "cores"
  /// NaN: not measured. `lane` is the place in the lesson, in range; ignored where `of_machine`.
  double (*read)(const Measured& measured, std::size_t lane);
};

std::span<const FactRow> facts();

/// A fact of a lane ("threads.alive"), of the machine ("cores"), or what a lab has found
/// ("race.mutex.lost").
struct FactName {
  const FactRow* row = nullptr;  ///< nullptr: it is of a lab
  std::size_t lane = 0;
  const ExperimentRow* lab = nullptr;
  std::string subject;  ///< what it was measured of, _ for spaces; may be empty
  std::string name;     ///< likewise
};

/// NaN: not measured, or a fact in words.
double read_fact(const FactName& fact, const Measured& measured);
/// As a lesson writes it.
std::string fact_text(const FactName& fact, const std::vector<std::string>& lane_names);

}  // namespace sharedfate
