#include "core/experiment/scaling.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "core/experiment/amdahl.h"
#include "core/experiment/rows.h"
#include "core/experiment/statistics.h"
#include "core/system/scheduling.h"
#include "core/system/shared_memory.h"
#include "core/wire/ticks.h"

namespace sharedfate {
namespace {

constexpr std::array parameters{
    ParameterRow{.name = "workers",
                 .sentence = "From one worker to how many; 0: twice the cores, 4 to 64",
                 .standard = "0",
                 .least = 0,
                 .most = group_workers_max},
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

/// What the workers of a team share.
struct TaskTable {
  GroupMemory group;
  alignas(64) std::atomic<std::uint64_t> next{0};
  alignas(64) std::atomic<std::uint64_t> done{0};
};

/// A chain of multiplications, each of which needs the result of the one before, so that the
/// compiler can leave none out.
std::uint64_t compute(std::uint64_t iterations) {
  std::uint64_t value = iterations;
  for (std::uint64_t i = 0; i < iterations; ++i)
    value = value * 6364136223846793005U + 1442695040888963407U;
  return value;
}

void do_task(const TeamTask& task) {
  [[maybe_unused]] volatile std::uint64_t result = compute(task.iterations);
  if (task.wait_us > 0) std::this_thread::sleep_for(std::chrono::microseconds(task.wait_us));
}

/// How many iterations one core does in a microsecond. Measures it.
double iterations_per_us() {
  constexpr std::uint64_t iterations = 2'000'000;
  constexpr int trials = 7;
  double best = 0;
  // The fastest trial was disturbed least.
  for (int i = 0; i < trials; ++i) {
    const std::uint64_t begun_ns = monotonic_ns();
    do_task({.iterations = iterations});
    const std::uint64_t elapsed_ns = std::max<std::uint64_t>(1, monotonic_ns() - begun_ns);
    best = std::max(best, static_cast<double>(iterations) * 1e3 / static_cast<double>(elapsed_ns));
  }
  return best;
}

struct WorkKind {
  std::string_view name;
  double waiting;    ///< share of a task, 0 to 1
  bool needs_cores;  ///< a task uses a core all the time
};

struct Plan {
  std::uint32_t cores, workers;
  std::uint64_t tasks, task_us, repeats;
  double iterations_per_us;
};

Plan plan_of(const Parameters& chosen) {
  constexpr std::uint32_t workers_least = 4;
  Plan plan{.cores = static_cast<std::uint32_t>(usable_core_count()),
            .workers = static_cast<std::uint32_t>(chosen.number("workers")),
            .tasks = chosen.number("tasks"),
            .task_us = chosen.number("task"),
            .repeats = chosen.number("repeats"),
            .iterations_per_us = iterations_per_us()};
  if (plan.workers == 0)
    plan.workers = std::clamp(2 * plan.cores, workers_least, group_workers_max);
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

/// Measures threads or processes at one kind of work, with 1 to `plan.workers` of them.
Status measure_curve(WorkerForm form, const WorkKind& work, const Plan& plan,
                     ExperimentReport& report, double& done, double whole) {
  const std::string of(std::string(worker_form_words[static_cast<std::size_t>(form)]) + ", " +
                       std::string(work.name));
  Distribution time(report, of, "time", "workers", "ms");
  Distribution speedup(report, of, "speed-up", "workers", "×");
  const TeamTask task = task_of(plan, work);
  std::vector<SpeedupPoint> points;
  std::uint64_t tasks_done = 0;
  double alone_ms = 0;
  SpeedupPoint best;
  for (std::uint32_t workers = 1; workers <= plan.workers; ++workers) {
    std::vector<double> times_ms, speedups;
    for (std::uint64_t i = 0; i < plan.repeats; ++i) {
      const auto run = run_team(form, workers, plan.tasks, task);
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
  const Plan plan = plan_of(chosen);
  const std::array works{
      WorkKind{"computing", 0, true}, WorkKind{"waiting", 1, false},
      WorkKind{"mixed", static_cast<double>(chosen.number("waiting")) / 100, false}};
  const std::array forms{WorkerForm::threads, WorkerForm::processes};
  report.fact("", "cores", plan.cores, "");
  report.fact("", "iterations in a microsecond", plan.iterations_per_us, "");
  double done = 0;
  const double whole = static_cast<double>(works.size() * forms.size() * plan.repeats) *
                       static_cast<double>(plan.workers);
  for (const WorkKind& work : works) {
    for (const WorkerForm form : forms) {
      const Status measured = measure_curve(form, work, plan, report, done, whole);
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

Result<TeamRun> run_team(WorkerForm form, std::uint32_t workers, std::uint64_t tasks,
                         const TeamTask& task) {
  auto memory = MemoryBlock<TaskTable>::create(Sharing::shared);
  if (!memory) return memory.error();
  TaskTable& table = *memory.value();
  const auto ended =
      run_together(form, Placement::free, workers, table.group, [&](std::uint32_t /*worker*/) {
        std::uint64_t done = 0;
        for (; table.next++ < tasks; ++done) do_task(task);
        table.done += done;
      });
  if (!ended) return ended.error();
  return TeamRun{table.group.wall_ns(workers) / 1e6, table.done};
}

const ExperimentRow scaling_experiment{
    .name = "scaling",
    .sentence =
        "How many times as fast more workers are: threads and processes that compute, wait, "
        "or do both.",
    .parameters = parameters,
    .run = run,
};

}  // namespace sharedfate
