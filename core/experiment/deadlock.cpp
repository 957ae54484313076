#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "core/experiment/deadlock_run.h"
#include "core/experiment/rows.h"
#include "core/experiment/statistics.h"

namespace sharedfate {
namespace {

constexpr std::array<std::string_view, 3> order_words{"both", "opposite", "same"};

constexpr std::array parameters{
    ParameterRow{.name = "workers",
                 .sentence = "What the two workers are",
                 .kind = ParameterKind::word,
                 .standard = "threads",
                 .words = worker_form_words},
    ParameterRow{.name = "order",
                 .sentence = "In which order they take the two locks; both: one after the other",
                 .kind = ParameterKind::word,
                 .standard = "both",
                 .words = order_words},
    ParameterRow{.name = "rounds",
                 .sentence = "How often each takes both locks, if nothing comes between",
                 .standard = "200000",
                 .least = 1,
                 .most = 100'000'000},
    runs_parameter("11"),
};

/// The runs with one order of the locks.
class Trial {
 public:
  Trial(std::string_view name, const DeadlockSetting& setting, ExperimentReport& report)
      : name_(name),
        setting_(setting),
        report_(report),
        series_(report.series(name, "rounds", "run", "rounds")) {
    report_.fact(name_, "runs", runs_, "");
  }

  /// `counts`: not to warm up.
  Status run_once(bool counts) {
    const auto run = run_into_deadlock(setting_);
    if (!run) return run.error();
    if (!counts) return Done{};
    const DeadlockFigures& figures = run.value();
    const auto rounds = static_cast<double>(figures.rounds);
    report_.point(series_, ++runs_, rounds);
    if (figures.deadlock) {
      rounds_until_.push_back(rounds);
      confirmed_ += figures.kernel_confirms ? 1 : 0;
      report_.wait_cycle(name_, "wait-for cycle", figures.cycle);
      report_.fact(name_, "rounds until then", estimate_median(rounds_until_), "");
      report_.fact(name_, "least", quantile(rounds_until_, 0), "");
      report_.fact(name_, "most", quantile(rounds_until_, 1), "");
    } else {
      price_.push_back(figures.wall_ns / rounds);
      report_.fact(name_, "price", estimate_median(price_), "ns per round");
    }
    report_.fact(name_, "runs", runs_, "");
    report_.fact(name_, "deadlocks", static_cast<double>(rounds_until_.size()), "");
    report_.fact(name_, "seen in the kernel, too", confirmed_, "");
    return Done{};
  }

 private:
  std::string name_;
  DeadlockSetting setting_;
  ExperimentReport& report_;
  std::uint32_t series_;
  double runs_ = 0, confirmed_ = 0;
  std::vector<double> rounds_until_, price_;
};

Status run(const Parameters& chosen, ExperimentReport& report) {
  DeadlockSetting setting{.form = worker_form_of(chosen.text("workers")),
                          .order = LockOrder::own_first,
                          .workers = 2,
                          .rounds = chosen.number("rounds")};
  std::vector<Trial> trials;
  if (chosen.text("order") != "same") trials.emplace_back("opposite order", setting, report);
  setting.order = LockOrder::ordered;
  if (chosen.text("order") != "opposite") trials.emplace_back("same order", setting, report);
  const Status done = measure_in_turn(
      report, chosen.number("runs"), trials.size(),
      [&](std::uint64_t run, std::size_t trial) { return trials[trial].run_once(run > 0); });
  if (!done) return done;
  report.note(
      "A run without a deadlock proves nothing about the next one. The same order is the "
      "cure: the holder of the first lock will get the second one.");
  return Done{};
}

}  // namespace

const ExperimentRow deadlock_experiment{
    .name = "deadlock",
    .sentence = "Two workers, two locks: how soon they wait for each other for ever, and the cure.",
    .parameters = parameters,
    .run = run,
};

}  // namespace sharedfate
