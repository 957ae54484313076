#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/lab/lab.h"
#include "core/model/model.h"
#include "core/report/run_options.h"
#include "core/report/state_json.h"

namespace sharedfate {

/// Where a run stands; for a line of progress.
struct RunProgress {
  double elapsed_s = 0;
  const Model& model;
};

struct RunResult {
  Model model;                       ///< as it was at rest, or at the time limit
  std::vector<LaneTiming> timings;   ///< by lane
  std::vector<std::string> troubles; ///< by lane: why it could not start or take the work; empty: it did
  bool timed_out = false;
  std::vector<int> restless;         ///< after a time-out: lanes (from 0) that had not come to rest

  /// Every lane took the work.
  [[nodiscard]] bool all_started() const;
  [[nodiscard]] bool balanced() const;
};

/// Opens the lanes with their gates closed, submits the tasks, arms the faults, opens the gates and returns once
/// every lane has come to rest or the time limit has passed. A lane that cannot start does not stop the others.
/// `progress` is called about ten times a second on the calling thread; it may be empty. Ends every process that it
/// started. Precondition: check_run_options() found nothing.
RunResult run_headless(const RunOptions& options, const std::function<void(const RunProgress&)>& progress,
                       std::string lane_program = {});

/// Sends the model of a lab through the seconds: drains, applies, waits. Shared by the run and the text view.
class Observer {
 public:
  explicit Observer(Lab& lab) : lab_(lab) {}

  /// Applies what has happened since the last call; `watch` sees each event after the model has changed by it.
  void drain(const Lab::EventSink& watch = {});
  /// Drains until `done` says so or the monotonic clock passes `until_ns`; false in the latter case. Looks at least
  /// every `period_ms`.
  bool drain_until(std::uint64_t until_ns, int period_ms, const std::function<bool()>& done);

  [[nodiscard]] const Model& model() const { return model_; }
  /// Lane `index` of the model, or nullptr while nothing is known of it.
  [[nodiscard]] const LaneModel* lane(LaneIndex index) const;

 private:
  Lab& lab_;
  Model model_;
};

/// The lane has what it needs to take tasks: a head, and all workers at the gate.
bool is_ready(const LaneModel& lane);
/// The lane is over until somebody restarts it: dead, stopped, or never started.
bool is_over(const LaneModel& lane);

}  // namespace sharedfate
