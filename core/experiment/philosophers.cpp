#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "core/experiment/deadlock_run.h"
#include "core/experiment/rows.h"
#include "core/experiment/statistics.h"

namespace sharedfate {
namespace {

constexpr double ns_per_us = 1e3, ns_per_ms = 1e6;

constexpr std::array parameters{
    ParameterRow{.name = "philosophers",
                 .sentence = "How many sit around the table",
                 .standard = "5",
                 .least = 2,
                 .most = table_places_max},
    form_parameter,
    ParameterRow{.name = "meals",
                 .sentence = "How often each eats, if it does not starve",
                 .standard = "1000000",
                 .least = 1,
                 .most = 10'000'000},
    runs_parameter("5"),
};

struct Manner {
  LockOrder order;
  std::string_view name;
};
constexpr std::array manners{
    Manner{LockOrder::own_first, "left fork first"},
    Manner{LockOrder::ordered, "smaller number first"},
    Manner{LockOrder::waiter, "one fewer at the table"},
};

/// The runs with one way to take the forks. `meals` and `deadlocks` cover all runs, the other
/// figures only those without a deadlock.
struct Evening {
  std::vector<double> meals, price_ns, longest_wait_us;
  double deadlocks = 0;
  std::vector<std::vector<DeadlockFigures::Place>> places;  ///< by run, then philosopher

  void add(const DeadlockFigures& figures) {
    meals.push_back(static_cast<double>(figures.rounds));
    if (figures.deadlock) {
      ++deadlocks;
      return;
    }
    price_ns.push_back(figures.wall_ns / static_cast<double>(figures.rounds));
    std::uint64_t longest_ns = 0;
    for (const DeadlockFigures::Place& place : figures.places)
      longest_ns = std::max(longest_ns, place.longest_wait_ns);
    longest_wait_us.push_back(static_cast<double>(longest_ns) / ns_per_us);
    places.push_back(figures.places);
  }
  void describe(std::string_view name, ExperimentReport& report) const {
    report.fact(name, "runs", static_cast<double>(meals.size()), "");
    report.fact(name, "deadlocks", deadlocks, "");
    report.fact(name, "meals", estimate_median(meals), "");
    if (price_ns.empty()) return;
    report.fact(name, "price", estimate_median(price_ns), "ns per meal");
    report.fact(name, "longest wait", estimate_median(longest_wait_us), "µs");
  }
};

Status run(const Parameters& chosen, ExperimentReport& report) {
  DeadlockSetting setting{.form = worker_form_of(chosen.text("form")),
                          .order = LockOrder::own_first,
                          .workers = static_cast<std::uint32_t>(chosen.number("philosophers")),
                          .rounds = chosen.number("meals")};
  std::array<Evening, manners.size()> evenings;
  // First in the order of the table: the runs take turns in a random one.
  for (const Manner& manner : manners) report.fact(manner.name, "runs", 0, "");
  const auto dine = [&](std::uint64_t run, std::size_t i) -> Status {
    setting.order = manners[i].order;
    const auto figures = run_into_deadlock(setting);
    if (!figures) return figures.error();
    if (run == 0) return Done{};
    evenings[i].add(figures.value());
    evenings[i].describe(manners[i].name, report);
    if (figures.value().deadlock)
      report.wait_cycle("", "last wait-for cycle", figures.value().cycle);
    return Done{};
  };
  const Status done = measure_in_turn(report, chosen.number("runs"), manners.size(), dine);
  if (!done) return done;
  for (std::size_t i = 0; i < manners.size(); ++i) {
    if (evenings[i].price_ns.empty()) continue;
    const std::uint32_t series =
        report.series(manners[i].name, "time waiting", "philosopher", "ms");
    // Of the run that the longest wait is of, so that no wait is longer than all waits.
    const auto& places = evenings[i].places[median_place(evenings[i].longest_wait_us)];
    for (std::size_t place = 0; place < places.size(); ++place)
      report.point(series, static_cast<double>(place + 1),
                   static_cast<double>(places[place].waited_ns) / ns_per_ms);
  }
  return Done{};
}

}  // namespace

const ExperimentRow philosophers_experiment{
    .name = "philosophers",
    .sentence = "Dining philosophers: a fork between any two, and each needs both of its own.",
    .parameters = parameters,
    .run = run,
};

}  // namespace sharedfate
