#include "core/run/headless_run.h"

#include <algorithm>

#include "core/lab/lab.h"
#include "core/lab/live_model.h"
#include "core/wire/ticks.h"

namespace sharedfate {
namespace {

constexpr std::uint64_t ns_per_ms = 1'000'000;
constexpr std::uint64_t start_limit_ms = 20'000;
constexpr std::uint64_t stop_limit_ms = 5'000;
constexpr std::uint64_t progress_period_ms = 100;
constexpr int drain_period_ms = 2;

/// What is known of one lane of the run besides its model.
struct LaneRun {
  LaneIndex index = -1;  ///< in the lab; -1: it could not be opened
  std::uint64_t opened_ns = 0;
  std::uint64_t last_end_ns =
      0;  ///< when its last task ended or its last process died, as far as was reported
  std::uint64_t rest_ns = 0;  ///< when it was seen at rest; 0: not yet
  std::string trouble;
  std::string complaint;  ///< what it last reported that it could not do

  [[nodiscard]] bool started() const { return index >= 0 && trouble.empty(); }
};

class HeadlessRun {
 public:
  HeadlessRun(const RunOptions& options, const std::function<void(const RunProgress&)>& progress,
              ProcessWatch& watch, std::string lane_program)
      : options_(options), progress_(progress), watch_(watch), lab_(std::move(lane_program)) {}

  RunResult run() {
    started_ns_ = monotonic_ns();
    end_ns_ = started_ns_ + options_.timeout_ms * ns_per_ms;
    open_lanes();
    await_ready();
    submit();
    open_gates();
    const bool rested = drain_until(end_ns_, [this] { return all_at_rest(); });
    if (has_site(SiteId::shutdown)) stop_all();
    RunResult result;
    result.timed_out = !rested;
    if (!rested) stop_restless(result);
    report(result);
    return result;
  }

 private:
  void open_lanes() {
    const LaneOptions lane_options{
        .seed = options_.seed,
        .deadline_ms = deadline_for(options_.deadline_ms, options_.tempo_ms, options_.workload),
        .tempo_ms = options_.tempo_ms,
        .gate_open = false,
        .use_namespaces = options_.use_namespaces,
        .code = options_.code,
    };
    for (const LaneSpec& spec : options_.lanes) {
      LaneRun lane;
      const Result<LaneIndex> index = lab_.open(spec, lane_options);
      if (index) {
        lane.index = index.value();
      } else {
        lane.trouble = index.error().text();
      }
      lanes_.push_back(std::move(lane));
    }
  }

  void await_ready() {
    const std::uint64_t limit_ns = std::min(end_ns_, started_ns_ + start_limit_ms * ns_per_ms);
    drain_until(limit_ns, [this] {
      return std::all_of(lanes_.begin(), lanes_.end(), [this](const LaneRun& lane) {
        const LaneModel* model = live_.lane(lane.index);
        // A lane that reports trouble before it is ready is waited for no longer.
        return lane.index < 0 || (model != nullptr && (is_prepared(*model) || model->over() ||
                                                       !model->trouble.empty()));
      });
    });
    for (LaneRun& lane : lanes_) {
      const LaneModel* model = live_.lane(lane.index);
      if (lane.index < 0 || (model != nullptr && is_prepared(*model))) continue;
      if (model != nullptr && !model->trouble.empty()) {
        lane.trouble = model->trouble;
      } else if (model != nullptr && model->over()) {
        lane.trouble = "its processes ended before they could take a task";
      } else {
        lane.trouble =
            "its workers did not report within " + std::to_string(start_limit_ms / 1000) +
            " s; the machine may be overloaded, or a limit on processes reached (ulimit -u)";
      }
    }
  }

  [[nodiscard]] bool has_code() const { return options_.code.origin != CodeOrigin::none; }

  /// Whether its workers can take tasks; or whether its code waits before its first line, or is
  /// over already (it may have a syntax error).
  [[nodiscard]] bool is_prepared(const LaneModel& lane) const {
    if (!has_code()) return lane.ready();
    return lane.script.state == ScriptState::paused || lane.script.is_over();
  }

  void ask(LaneRun& lane, const Request& request) {
    if (!lane.started()) return;
    if (const Status status = lab_.request(lane.index, request); !status)
      lane.trouble = status.error().text();
  }

  void submit() {
    if (has_code()) return;
    for (LaneRun& lane : lanes_) {
      if (options_.policy != PolicyId::pool) ask(lane, SetPolicy{options_.policy});
      ask(lane, SubmitTasks{options_.workload, options_.tasks});
      arm(lane, true);
    }
    // A death can lose only tasks that are in the account: the gates open when all of them are.
    drain_until(end_ns_, [this] {
      return std::all_of(lanes_.begin(), lanes_.end(), [this](const LaneRun& lane) {
        const LaneModel* model = live_.lane(lane.index);
        return !lane.started() || model == nullptr || model->over() || !model->requests_awaited;
      });
    });
    for (LaneRun& lane : lanes_) {
      const LaneModel* model = live_.lane(lane.index);
      const bool too_early = model != nullptr && model->requests_awaited && !model->over();
      if (!lane.started() || model == nullptr || too_early ||
          model->account().submitted == options_.tasks)
        continue;
      lane.trouble = model->trouble.empty() ? "" : model->trouble + "; ";
      lane.trouble += "its processes took " + std::to_string(model->account().submitted) + " of " +
                      std::to_string(options_.tasks) + " tasks";
    }
  }

  /// Arms the faults that name a worker, or the others, which take effect at once.
  void arm(LaneRun& lane, bool of_workers) {
    for (const FaultSpec& fault_spec : options_.faults) {
      if (fault_row(fault_spec.fault).names_worker() == of_workers)
        ask(lane, InjectFault{fault_spec});
    }
  }

  void open_gates() {
    for (LaneRun& lane : lanes_) {
      lane.opened_ns = monotonic_ns();
      const LaneModel* model = live_.lane(lane.index);
      // A fault that fires at once may have ended the lane already, as intended.
      if (model == nullptr || model->over()) continue;
      ask(lane, OpenGate{});
      arm(lane, false);
    }
  }

  /// Remembers the processes, and when the lane's last task or process ended: that is more exact
  /// than the moment at which the lane is seen at rest.
  void note(const Event& event) {
    watch_.note(event);
    if (const auto* ended = std::get_if<TasksEnded>(&event)) {
      for (LaneRun& lane : lanes_) {
        if (lane.index != ended->lane || ended->records.empty()) continue;
        const std::uint64_t end_ns = ended->records.back().end_ticks;
        if (end_ns <= monotonic_ns()) lane.last_end_ns = std::max(lane.last_end_ns, end_ns);
      }
    }
    const auto note_death = [this](LaneIndex index) {
      for (LaneRun& lane : lanes_) {
        if (lane.index == index) lane.last_end_ns = monotonic_ns();
      }
    };
    if (const auto* worker = std::get_if<WorkerDied>(&event)) note_death(worker->lane);
    if (const auto* lane_process = std::get_if<LaneProcessDied>(&event))
      note_death(lane_process->lane);
    if (const auto* supervisor = std::get_if<SupervisorDied>(&event)) note_death(supervisor->lane);
    note_end_of_lane(event);
  }

  /// A lane whose supervisor ended after a report of trouble, or ended without a signal, was not
  /// ended by a fault: it could not be run.
  void note_end_of_lane(const Event& event) {
    const auto* troubled = std::get_if<LaneTroubled>(&event);
    const auto* supervisor = std::get_if<SupervisorDied>(&event);
    for (LaneRun& lane : lanes_) {
      if (troubled != nullptr && troubled->lane == lane.index) lane.complaint = troubled->message;
      if (supervisor == nullptr || supervisor->lane != lane.index || !lane.trouble.empty())
        continue;
      lane.trouble = lane.complaint;
      if (lane.trouble.empty() && supervisor->death.signal == 0)
        lane.trouble = "its supervisor ended by itself";
    }
  }

  [[nodiscard]] bool has_site(SiteId site) const {
    return std::any_of(options_.faults.begin(), options_.faults.end(),
                       [site](const FaultSpec& fault_spec) { return fault_spec.site == site; });
  }

  /// A fault ends a worker, and each of its replacements, at its start.
  [[nodiscard]] bool dies_at_start() const {
    return std::any_of(
        options_.faults.begin(), options_.faults.end(), [](const FaultSpec& fault_spec) {
          return fault_spec.site == SiteId::start && !fault_row(fault_spec.fault).end.none;
        });
  }

  /// The worker has ended the tasks that the fault spec waits for: the fault fires when the worker
  /// next passes the site, between two tasks, and needs no further task.
  static bool injects_soon(const LaneModel& lane, const FaultSpec& fault_spec) {
    const SiteRow& site = site_row(fault_spec.site);
    const WorkerModel* worker = find_worker(lane, fault_spec.worker);
    return !site.in_task && site.counts_tasks && worker != nullptr && worker->alive() &&
           worker->respawns == 0 && worker->stray_writes == 0 &&
           worker->ended() >= fault_spec.at_task;
  }

  /// A fault at the site `shutdown` fires only in a worker that is asked to stop.
  void stop_all() {
    for (LaneRun& lane : lanes_) {
      const LaneModel* model = live_.lane(lane.index);
      if (model != nullptr && !model->over()) ask(lane, StopLane{});
    }
    drain_until(monotonic_ns() + stop_limit_ms * ns_per_ms, [this] {
      return std::all_of(lanes_.begin(), lanes_.end(), [this](const LaneRun& lane) {
        const LaneModel* model = live_.lane(lane.index);
        return model == nullptr || model->over();
      });
    });
  }

  bool at_rest(const LaneRun& lane) const {
    const LaneModel* model = live_.lane(lane.index);
    if (model == nullptr || model->over()) return true;
    // A fault at the site `start` fires in each replacement, too, until the lane is over.
    if (dies_at_start()) return false;
    if (std::any_of(
            options_.faults.begin(), options_.faults.end(),
            [model](const FaultSpec& fault_spec) { return injects_soon(*model, fault_spec); }))
      return false;
    if (has_code()) return model->quiescent() && model->script.is_over();
    return model->quiescent() && model->gate_open && model->account().submitted == options_.tasks;
  }

  bool all_at_rest() {
    bool all = true;
    for (LaneRun& lane : lanes_) {
      if (!lane.started() || lane.rest_ns != 0) continue;
      if (at_rest(lane)) {
        lane.rest_ns = monotonic_ns();
      } else {
        all = false;
      }
    }
    return all;
  }

  bool drain_until(std::uint64_t until_ns, const std::function<bool()>& done) {
    const auto watch = [this](const Event& event) { note(event); };
    for (;;) {
      live_.drain(watch);
      if (done()) return true;
      const std::uint64_t now_ns = monotonic_ns();
      if (now_ns >= until_ns) return false;
      if (progress_ && now_ns >= progress_due_ns_) {
        progress_due_ns_ = now_ns + progress_period_ms * ns_per_ms;
        progress_(RunProgress{static_cast<double>(now_ns - started_ns_) / 1e9, live_.model()});
      }
      lab_.wait(drain_period_ms);
    }
  }

  void stop_restless(RunResult& result) {
    for (std::size_t i = 0; i < lanes_.size(); ++i) {
      if (!lanes_[i].started() || lanes_[i].rest_ns != 0) continue;
      result.restless.push_back(static_cast<int>(i));
      // Fails if the lane is dying at this moment; then there is nothing to stop.
      (void)lab_.request(lanes_[i].index, StopLane{});
    }
    drain_until(monotonic_ns() + stop_limit_ms * ns_per_ms, [this] {
      return std::all_of(lanes_.begin(), lanes_.end(), [this](const LaneRun& lane) {
        const LaneModel* model = live_.lane(lane.index);
        return !lane.started() || lane.rest_ns != 0 || model == nullptr || model->over();
      });
    });
  }

  void report(RunResult& result) {
    const std::uint64_t now_ns = monotonic_ns();
    result.model.lanes.resize(lanes_.size());
    for (std::size_t i = 0; i < lanes_.size(); ++i) {
      const LaneRun& lane = lanes_[i];
      LaneModel& model = result.model.lanes[i];
      if (const LaneModel* known = live_.lane(lane.index)) {
        model = *known;
      } else {
        // The lane could not be opened: it is reported with an empty account.
        model.exists = true;
        model.spec = options_.lanes[i];
        model.state = LaneState::failed;
      }
      if (model.trouble.empty()) model.trouble = lane.trouble;
      result.troubles.push_back(lane.trouble);
      result.timings.push_back(timing_of(lane, model, now_ns));
    }
  }

  static LaneTiming timing_of(const LaneRun& lane, const LaneModel& model, std::uint64_t now_ns) {
    if (lane.opened_ns == 0 || !lane.trouble.empty()) return {};
    std::uint64_t end_ns = lane.rest_ns != 0 ? lane.rest_ns : now_ns;
    if (lane.last_end_ns > lane.opened_ns) end_ns = std::min(end_ns, lane.last_end_ns);
    const double wall_ms = static_cast<double>(end_ns - lane.opened_ns) / 1e6;
    const Account account = model.account();
    const auto ended = static_cast<double>(account.done + account.failed);
    return LaneTiming{wall_ms, wall_ms > 0 ? ended / wall_ms * 1e3 : 0};
  }

  const RunOptions& options_;
  const std::function<void(const RunProgress&)>& progress_;
  ProcessWatch& watch_;
  Lab lab_;
  LiveModel live_{lab_};
  std::vector<LaneRun> lanes_;
  std::uint64_t started_ns_ = 0, end_ns_ = 0, progress_due_ns_ = 0;
};

}  // namespace

bool RunResult::all_started() const {
  return std::all_of(troubles.begin(), troubles.end(),
                     [](const std::string& text) { return text.empty(); });
}

bool RunResult::balanced() const {
  return std::all_of(model.lanes.begin(), model.lanes.end(),
                     [](const LaneModel& lane) { return lane.balanced(); });
}

RunResult run_headless(const RunOptions& options,
                       const std::function<void(const RunProgress&)>& progress,
                       std::string lane_program) {
  const OwnFootprint before = measure_own_footprint();
  ProcessWatch watch;
  RunResult result = HeadlessRun(options, progress, watch, std::move(lane_program)).run();
  result.audit = audit_since(before, watch);
  return result;
}

}  // namespace sharedfate
