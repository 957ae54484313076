#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "core/experiment/amdahl.h"
#include "core/experiment/distribution.h"
#include "core/experiment/failed_child.h"
#include "core/experiment/rows.h"
#include "core/experiment/team.h"

namespace sharedfate {
namespace {

constexpr std::array parameters{
    ParameterRow{.name = "workers",
                 .sentence = "From one worker to how many; 0: twice the cores, four at least",
                 .standard = "0",
                 .least = 0,
                 .most = 64},
    ParameterRow{.name = "tasks",
                 .sentence = "How many tasks the workers share out",
                 .standard = "48",
                 .least = 1,
                 .most = 100'000},
    ParameterRow{.name = "task",
                 .sentence = "How long one task takes one worker, in microseconds",
                 .standard = "2000",
                 .least = 1,
                 .most = 1'000'000},
    ParameterRow{.name = "waiting",
                 .sentence = "The share of a mixed task that waits, in per cent",
                 .standard = "50",
                 .least = 0,
                 .most = 100},
    ParameterRow{.name = "repeats",
                 .sentence = "How often each number of workers is measured",
                 .standard = "5",
                 .least = 1,
                 .most = 1'000},
};

struct WorkKind {
  std::string_view name;
  double waiting;    ///< share of a task, 0 to 1
  bool needs_cores;  ///< a task uses a core all the time
};

struct Plan {
  int cores, workers;
  std::uint64_t tasks, task_us, repeats;
  double iterations_per_us;
};

int core_count() { return static_cast<int>(std::max(1U, std::thread::hardware_concurrency())); }

Plan plan_of(const Parameters& chosen) {
  constexpr int workers_least = 4;
  Plan plan{.cores = core_count(),
            .workers = static_cast<int>(chosen.number("workers")),
            .tasks = chosen.number("tasks"),
            .task_us = chosen.number("task"),
            .repeats = chosen.number("repeats"),
            .iterations_per_us = iterations_per_us()};
  if (plan.workers == 0) plan.workers = std::max(workers_least, 2 * plan.cores);
  return plan;
}

TeamTask task_of(const Plan& plan, const WorkKind& work) {
  const auto whole = static_cast<double>(plan.task_us);
  return {.iterations = static_cast<std::uint64_t>(
              std::llround(whole * (1 - work.waiting) * plan.iterations_per_us)),
          .wait_us = static_cast<std::uint64_t>(std::llround(whole * work.waiting))};
}

void report_fit(const std::string& of, const Plan& plan, const WorkKind& work,
                const std::vector<SpeedupPoint>& points, ExperimentReport& report) {
  std::vector<SpeedupPoint> fitted;
  // The law assumes a core for each worker: with more workers it does not hold for computing.
  std::copy_if(points.begin(), points.end(), std::back_inserter(fitted),
               [&](const auto& point) { return !work.needs_cores || point.workers <= plan.cores; });
  const std::optional<double> share = fit_parallel_share(fitted);
  if (!share) return;
  report.fact(of, "parallel share, fitted", *share * 100, "%");
  const std::uint32_t curve = report.series(of, "speed-up, fitted", "workers", "×");
  for (const SpeedupPoint& point : points)
    report.point(curve, point.workers, amdahl_speedup(*share, point.workers));
}

/// Measures one kind of team at one kind of work, with 1 to `plan.workers` workers.
Status measure_curve(TeamKind kind, const WorkKind& work, const Plan& plan,
                     ExperimentReport& report, double& done, double whole) {
  const std::string of = std::string(team_kind_name(kind)) + ", " + std::string(work.name);
  Distribution time(report, of, "time", "workers", "ms");
  Distribution speedup(report, of, "speed-up", "workers", "×");
  const TeamTask task = task_of(plan, work);
  std::vector<SpeedupPoint> points;
  std::uint64_t tasks_done = 0;
  double alone_ms = 0;
  SpeedupPoint best;
  for (int workers = 1; workers <= plan.workers; ++workers) {
    std::vector<double> times_ms, speedups;
    for (std::uint64_t i = 0; i < plan.repeats; ++i) {
      const auto run = run_team(kind, workers, plan.tasks, task);
      if (!run) return run.error();
      times_ms.push_back(run.value().elapsed_ms);
      tasks_done += run.value().tasks_done;
      report.progress(++done / whole);
    }
    const double median_ms = time.add(workers, times_ms);
    if (workers == 1) alone_ms = median_ms;
    for (const double each_ms : times_ms) speedups.push_back(alone_ms / each_ms);
    points.push_back({static_cast<double>(workers), speedup.add(workers, speedups)});
    if (points.back().speedup > best.speedup) best = points.back();
  }
  report.fact(of, "alone", alone_ms, "ms");
  report.fact(of, "best speed-up", best.speedup, "×");
  report.fact(of, "with workers", best.workers, "");
  report_fit(of, plan, work, points, report);
  report.fact(of, "tasks done", static_cast<double>(tasks_done), "");
  return Done{};
}

Status run(const Parameters& chosen, ExperimentReport& report) {
  end_with_a_failed_child();
  const Plan plan = plan_of(chosen);
  const std::array works{
      WorkKind{"computing", 0, true}, WorkKind{"waiting", 1, false},
      WorkKind{"mixed", static_cast<double>(chosen.number("waiting")) / 100, false}};
  const std::array kinds{TeamKind::threads, TeamKind::processes};
  report.fact("", "cores", plan.cores, "");
  report.fact("", "iterations in a microsecond", plan.iterations_per_us, "");
  double done = 0;
  const double whole = static_cast<double>(works.size() * kinds.size() * plan.repeats) *
                       static_cast<double>(plan.workers);
  for (const WorkKind& work : works) {
    for (const TeamKind kind : kinds) {
      const Status measured = measure_curve(kind, work, plan, report, done, whole);
      if (!measured) return measured;
    }
  }
  report.note(
      "Workers are started before and ended after what is timed. Each speed-up compares with the "
      "median time of one worker of the same kind.");
  report.note(
      "The fitted curve is Amdahl's law (AFIPS 1967) with the parallel share that fits best, by "
      "least squares in 1 / speed-up; for computing over no more workers than there are cores.");
  if (plan.cores == 1) report.note("With one core, computing has nothing to be fitted to.");
  return Done{};
}

}  // namespace

const ExperimentRow scaling_experiment{
    .name = "scaling",
    .sentence =
        "How many times as fast more workers are: threads and processes that compute, wait, "
        "or do both.",
    .parameters = parameters,
    .run = run,
};

}  // namespace sharedfate
