#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/model/model.h"
#include "core/report/audit.h"
#include "core/report/run_options.h"
#include "core/report/state_json.h"

namespace sharedfate {

/// Where a run stands; for a line of progress.
struct RunProgress {
  double elapsed_s = 0;
  const Model& model;
};

struct RunResult {
  Model model;                      ///< as it was at rest, or at the time limit
  std::vector<LaneTiming> timings;  ///< by lane
  std::vector<std::string>
      troubles;  ///< by lane: why it could not start or take the work; empty: it did
  bool timed_out = false;
  std::vector<int> restless;  ///< after a time-out: lanes (from 0) that had not come to rest
  Audit audit;                ///< what was left over once all lanes were closed

  /// Every lane took the work.
  [[nodiscard]] bool all_started() const;
  [[nodiscard]] bool balanced() const;
};

/// Opens the lanes with their gates closed, submits the tasks, arms the faults, opens the gates and
/// returns once every lane has come to rest or the time limit has passed. A lane that cannot start
/// does not stop the others. `progress` is called about ten times a second on the calling thread;
/// it may be empty. Ends every process that it started. Precondition: check_run_options() found
/// nothing.
RunResult run_headless(const RunOptions& options,
                       const std::function<void(const RunProgress&)>& progress,
                       std::string lane_program = {});

}  // namespace sharedfate
