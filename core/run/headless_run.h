#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/model/model.h"
#include "core/run/audit.h"
#include "core/run/run_options.h"

namespace sharedfate {

/// How far a run has come; for a progress line.
struct RunProgress {
  double elapsed_s = 0;
  const Model& model;
};

/// Times of one lane. The model has no clock: they are measured by the code that runs the lane.
struct LaneTiming {
  double wall_ms = 0;      ///< from the opening of the gate to the last end of a task or death
  double tasks_per_s = 0;  ///< tasks that ended (done or failed) in that time
};

struct RunResult {
  Model model;                      ///< as it was at rest, or at the time limit
  std::vector<LaneTiming> timings;  ///< by lane
  std::vector<std::string>
      troubles;  ///< by lane: why it could not start or take the tasks; empty if it could
  bool timed_out = false;
  std::vector<int> restless;  ///< after a time-out: lanes (from 0) that had not come to rest
  Audit audit;                ///< what was left over when all lanes were closed

  /// No lane has trouble.
  [[nodiscard]] bool all_started() const;
  [[nodiscard]] bool balanced() const;
};

/// Opens the lanes with their gates closed, submits the tasks, arms the faults, opens the gates and
/// returns when every lane has come to rest or the time limit has passed. A lane that cannot start
/// does not stop the others. `progress` is called on the calling thread about ten times a second;
/// it may be empty. Ends every process that it started. `lane_program`: path of sharedfate-lane;
/// empty: beside the running program. Precondition: check_run_options() succeeds.
RunResult run_headless(const RunOptions& options,
                       const std::function<void(const RunProgress&)>& progress,
                       std::string lane_program = {});

}  // namespace sharedfate
