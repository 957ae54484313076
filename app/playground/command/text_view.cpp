#include "app/playground/command/text_view.h"

#include <algorithm>

#include <fmt/format.h>

#include "app/playground/command/commands.h"
#include "app/playground/command/text_output.h"
#include "core/lab/live_model.h"
#include "core/model/death_text.h"
#include "core/run/run_options.h"
#include "core/system/terminal.h"
#include "core/wire/ticks.h"

namespace sharedfate {
namespace {

constexpr double start_limit_s = 10;
constexpr double show_limit_s = 15;
constexpr double stop_limit_s = 3;
constexpr double fault_after_s = 3;
constexpr std::uint64_t fault_after_percent = 40;  ///< of the tasks, if that comes first
constexpr int victim = 3;

class TextDemonstration {
 public:
  TextDemonstration(const WindowOptions& options, TextOutput& output)
      : options_(options), output_(output), lab_(options.lane_program) {}

  int run() {
    started_ns_ = monotonic_ns();
    if (!open_lanes()) return exit_not_started;
    show_until(start_limit_s,
               [this] { return all_lanes([](const LaneModel& lane) { return lane.ready(); }); });
    begin_work();
    show_until(show_limit_s, [this] {
      break_when_due();
      return fault_sent_ && all_lanes([this](const LaneModel& lane) { return at_rest(lane); });
    });
    const bool rested = all_lanes([this](const LaneModel& lane) { return at_rest(lane); });
    if (!rested) stop();
    live_.drain([this](const Event& event) { output_.note(live_.model(), event, time_s()); });
    output_.finish(live_.model(), time_s());
    if (!output_.writable()) return exit_failure;
    return any_started() ? exit_success : exit_not_started;
  }

 private:
  [[nodiscard]] double time_s() const {
    return static_cast<double>(monotonic_ns() - started_ns_) / 1e9;
  }

  bool open_lanes() {
    LaneOptions lane_options;
    lane_options.seed = options_.seed;
    lane_options.deadline_ms = options_.deadline_ms;
    lane_options.tempo_ms = options_.tempo_ms;
    lane_options.use_namespaces = options_.use_namespaces;
    for (const LaneSpec& spec : options_.lanes) {
      const Result<LaneIndex> lane = lab_.open(spec, lane_options);
      if (lane) {
        lanes_.push_back(lane.value());
      } else {
        output_.print(lane.error().text(), time_s());
      }
    }
    return !lanes_.empty();
  }

  /// Whether every lane is over or satisfies `holds`. False while nothing is known of a lane.
  template <typename Condition>
  bool all_lanes(const Condition& holds) const {
    return std::all_of(lanes_.begin(), lanes_.end(), [&](LaneIndex index) {
      const LaneModel* lane = live_.lane(index);
      return lane != nullptr && (lane->over() || holds(*lane));
    });
  }

  [[nodiscard]] bool at_rest(const LaneModel& lane) const {
    return lane.quiescent() && lane.gate_open && lane.account().submitted == options_.tasks;
  }

  [[nodiscard]] bool any_started() const {
    return std::any_of(lanes_.begin(), lanes_.end(), [this](LaneIndex index) {
      const LaneModel* lane = live_.lane(index);
      return lane != nullptr && lane->state != LaneState::failed &&
             lane->state != LaneState::starting;
    });
  }

  void ask(LaneIndex lane, const Request& request) {
    const LaneModel* model = live_.lane(lane);
    if (model == nullptr || model->over()) return;
    if (const Status status = lab_.request(lane, request); !status)
      output_.print(status.error().text(), time_s());
  }

  void begin_work() {
    work_began_s_ = time_s();
    for (const LaneIndex lane : lanes_) {
      ask(lane, SubmitTasks{options_.workload, options_.tasks});
      ask(lane, OpenGate{});
    }
  }

  [[nodiscard]] bool fault_due() const {
    if (time_s() - work_began_s_ >= fault_after_s) return true;
    return all_lanes([this](const LaneModel& lane) {
      const Account account = lane.account();
      return (account.done + account.failed) * 100 >= options_.tasks * fault_after_percent &&
             account.submitted == options_.tasks;
    });
  }

  void break_when_due() {
    if (fault_sent_ || !fault_due()) return;
    fault_sent_ = true;
    for (const LaneIndex lane : lanes_) {
      const LaneModel* model = live_.lane(lane);
      if (model == nullptr || model->over()) continue;
      const int worker = std::min(victim, model->spec.workers);
      const bool reads = model->spec.language == Language::python;
      output_.print(fmt::format("Now worker {} of lane {} {} an address that is not mapped ({}).",
                                worker_label(model->spec, worker), to_text(model->spec),
                                reads ? "reads" : "writes to", fault_row(FaultId::segv).title),
                    time_s());
      ask(lane, InjectFault{FaultSpec{FaultId::segv, worker, 0}});
    }
  }

  void stop() {
    if (!interrupts_.interrupted())
      output_.print("Time is up: the lanes are stopped, the rest is cancelled.", time_s());
    for (const LaneIndex lane : lanes_) ask(lane, StopLane{});
    const double until_s = time_s() + stop_limit_s;
    while (time_s() < until_s && !all_lanes([](const LaneModel&) { return false; })) look();
  }

  void look() {
    lab_.wait(refresh_ms);
    live_.drain([this](const Event& event) { output_.note(live_.model(), event, time_s()); });
    output_.refresh(live_.model(), time_s());
  }

  template <typename Condition>
  void show_until(double limit_s, const Condition& done) {
    while (time_s() < limit_s && !interrupts_.interrupted() && output_.writable()) {
      look();
      if (done()) return;
    }
  }

  const WindowOptions& options_;
  TextOutput& output_;
  InterruptWatch interrupts_;
  Lab lab_;
  LiveModel live_{lab_};
  std::vector<LaneIndex> lanes_;
  std::uint64_t started_ns_ = 0;
  double work_began_s_ = 0;
  bool fault_sent_ = false;
};

}  // namespace

int run_text_view(const WindowOptions& options, const std::string& reason) {
  const auto output = output_is_terminal() ? make_text_screen() : make_text_log();
  output->begin(fmt::format(
      "Shared Fate has no window: {}; the same demonstration runs here as text.", reason));
  return TextDemonstration(options, *output).run();
}

}  // namespace sharedfate
