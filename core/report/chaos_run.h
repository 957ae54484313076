#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "core/lab/lab.h"
#include "core/report/chaos.h"
#include "core/report/chaos_plan.h"
#include "core/report/live_model.h"

namespace sharedfate {

/// Makes the steps of one run_chaos(), one after the other, and checks the invariants after each.
class ChaosRun {
 public:
  ChaosRun(const ChaosOptions& options, const ChaosProgress& progress,
           const std::string& lane_program, ProcessWatch& watch, ChaosResult& result)
      : options_(options),
        progress_(progress),
        watch_(watch),
        result_(result),
        lab_(lane_program) {}

  void run();

 private:
  using Condition = std::function<bool()>;

  [[nodiscard]] const LaneModel& lane() const { return live_.model().lanes[step_.lane]; }
  [[nodiscard]] bool is_target(LaneIndex index) const {
    return static_cast<std::size_t>(index) == step_.lane;
  }
  /// The step's worker has made a stray write since the injection. The consequences, if any, are
  /// another worker's.
  [[nodiscard]] bool strays() const {
    const auto [started_ns, writes] = stray_tally();
    // A replacement of the worker counts from 0.
    return writes >
           (started_ns == stray_writes_before_.started_ns ? stray_writes_before_.writes : 0);
  }
  struct StrayTally {
    std::uint64_t started_ns = 0, writes = 0;
  };
  [[nodiscard]] StrayTally stray_tally() const {
    const WorkerModel* const worker = find_worker(lane(), step_.fault_spec.worker);
    return worker == nullptr ? StrayTally{} : StrayTally{worker->started_ns, worker->stray_writes};
  }
  /// Whether this is the lane that runs the code of ChaosOptions::beside.
  [[nodiscard]] bool is_beside(LaneIndex index) const {
    return static_cast<std::size_t>(index) >= options_.lanes.size();
  }
  [[nodiscard]] bool is_acknowledged() const {
    return is_ready(lane()) && !lane().requests_awaited;
  }
  bool open_lanes();
  bool open_beside(LaneOptions lane_options);
  void begin_beside_anew();
  bool make_step();
  bool prepare();
  bool start_anew(const Request& request, const std::string& what);
  bool inject();
  bool act_meanwhile();
  bool come_to_rest();
  bool use_up_fault_spec();
  bool check_rest();
  bool check_orphans();

  void drain();
  void note(const Event& event);
  void note_death(LaneIndex index, int worker, const DeathReport& report);
  void note_change(LaneIndex index, const std::string& what);
  void check_accounts();
  bool wait_until(const std::string& what, const Condition& reached);
  bool ask(const Request& request);
  bool violate(const std::string& law);
  [[nodiscard]] bool lawful() const { return !result_.violation; }
  void report_progress();

  const ChaosOptions& options_;
  const ChaosProgress& progress_;
  ProcessWatch& watch_;
  ChaosResult& result_;
  Lab lab_;
  LiveModel live_{lab_};
  ChaosStep step_;
  std::uint64_t index_ = 0;
  bool opening_ = true, stop_wanted_ = false;
  // About the lane of the current step:
  bool injected_ =
      false;  ///< the fault has taken effect: the worker or the lane died, or a task failed
  std::uint64_t failed_before_ = 0;  ///< failed tasks at the injection
  StrayTally stray_writes_before_;   ///< of the step's worker at the injection
  bool supervisor_killed_ = false, supervisor_died_ = false;
  bool started_ = false;  ///< a new lane process has started since it was requested
  std::uint64_t started_ns_ = 0, progress_due_ns_ = 0;
};

}  // namespace sharedfate
