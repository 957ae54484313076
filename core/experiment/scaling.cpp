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
Estimate iterations_per_us() {
  constexpr std::uint64_t iterations = 2'000'000;
  constexpr int trials = 7;
  std::vector<double> rates;
  for (int i = 0; i < trials; ++i) {
    const std::uint64_t begun_ns = monotonic_ns();
    do_task({.iterations = iterations});
    const std::uint64_t elapsed_ns = std::max<std::uint64_t>(1, monotonic_ns() - begun_ns);
    rates.push_back(static_cast<double>(iterations) * 1e3 / static_cast<double>(elapsed_ns));
  }
  return estimate_median(rates);
}

struct WorkKind {
  std::string_view name;
  double waiting;    ///< share of a task, 0 to 1
  bool needs_cores;  ///< a task uses a core all the time
};

struct Plan {
  std::uint32_t cores, workers;
  std::uint64_t tasks, task_us, repeats;
  Estimate iterations_per_us;
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
              std::llround(whole * (1 - work.waiting) * plan.iterations_per_us.value)),
          .wait_us = static_cast<std::uint64_t>(std::llround(whole * work.waiting))};
}

/// Threads or processes at one kind of work, with 1 to `plan.workers` of them.
class Curve {
 public:
  Curve(WorkerForm form, const WorkKind& work, const Plan& plan, ExperimentReport& report)
      : form_(form),
        work_(work),
        plan_(plan),
        report_(report),
        of_(std::string(worker_form_words[static_cast<std::size_t>(form)]) + ", " +
            std::string(work.name)),
        time_(report, of_, "time", "workers", "ms"),
        speedup_(report, of_, "speed-up", "workers", "×"),
        times_ms_(plan.workers) {}

  Status run_once(std::uint32_t workers, bool counts) {
    const auto run = run_team(form_, workers, plan_.tasks, task_of(plan_, work_));
    if (!run) return run.error();
    if (!counts) return Done{};
    times_ms_[workers - 1].push_back(run.value().elapsed_ms);
    tasks_done_ += run.value().tasks_done;
    return Done{};
  }

  void describe() {
    Estimate best, alone;
    std::uint32_t with_workers = 1;
    for (std::uint32_t workers = 1; workers <= plan_.workers; ++workers) {
      const Estimate time = time_.add(workers, times_ms_[workers - 1]);
      const Estimate speedup = speedup_.add(workers, speedups_with(workers));
      if (workers == 1) alone = time;
      if (speedup.value > best.value) {
        best = speedup;
        with_workers = workers;
      }
    }
    report_.fact(of_, "alone", alone, "ms");
    report_.fact(of_, "best speed-up", best, "×");
    report_.fact(of_, "with workers", with_workers, "");
    report_fit();
    report_.fact(of_, "tasks done", static_cast<double>(tasks_done_), "");
  }

 private:
  /// One for each round: compared are times of the same round only, which the same load has met.
  [[nodiscard]] double speedup_in(std::size_t round, std::uint32_t workers) const {
    return times_ms_.front()[round] / times_ms_[workers - 1][round];
  }
  [[nodiscard]] std::vector<double> speedups_with(std::uint32_t workers) const {
    std::vector<double> speedups;
    for (std::size_t round = 0; round < plan_.repeats; ++round)
      speedups.push_back(speedup_in(round, workers));
    return speedups;
  }

  void report_fit() {
    // The law assumes a core for each worker: with more workers it does not hold for computing.
    const std::uint32_t workers_fitted =
        work_.needs_cores ? std::min(plan_.workers, plan_.cores) : plan_.workers;
    std::vector<double> shares;
    for (std::size_t round = 0; round < plan_.repeats; ++round) {
      std::vector<SpeedupPoint> points;
      for (std::uint32_t workers = 1; workers <= workers_fitted; ++workers)
        points.push_back({static_cast<double>(workers), speedup_in(round, workers)});
      const std::optional<double> share = fit_parallel_share(points);
      if (share) shares.push_back(*share * 100);
    }
    if (shares.empty()) return;
    const Estimate share = estimate_median(shares);
    report_.fact(of_, "parallel share, fitted", share, "%");
    const std::uint32_t curve = report_.series(of_, "speed-up, fitted", "workers", "×");
    for (std::uint32_t workers = 1; workers <= plan_.workers; ++workers)
      report_.point(curve, workers, amdahl_speedup(share.value / 100, workers));
  }

  WorkerForm form_;
  const WorkKind& work_;
  const Plan& plan_;
  ExperimentReport& report_;
  std::string of_;
  Distribution time_, speedup_;
  std::vector<std::vector<double>> times_ms_;  ///< by workers, from 1; then by round
  std::uint64_t tasks_done_ = 0;
};

/// Threads and processes at one kind of work, with every number of workers, in turns.
Status measure_work(const WorkKind& work, const Plan& plan, ExperimentReport& report,
                    ProgressPart part) {
  std::vector<Curve> curves;
  for (const WorkerForm form : {WorkerForm::threads, WorkerForm::processes})
    curves.emplace_back(form, work, plan, report);
  const auto measure = [&](std::uint64_t round, std::size_t variant) {
    const auto workers = static_cast<std::uint32_t>(variant % plan.workers) + 1;
    return curves[variant / plan.workers].run_once(workers, round > 0);
  };
  Status done = measure_in_turn(report, plan.repeats, curves.size() * plan.workers, measure, part);
  if (!done) return done;
  for (Curve& curve : curves) curve.describe();
  return Done{};
}

Status run(const Parameters& chosen, ExperimentReport& report) {
  const Plan plan = plan_of(chosen);
  const std::array works{
      WorkKind{"computing", 0, true}, WorkKind{"waiting", 1, false},
      WorkKind{"mixed", static_cast<double>(chosen.number("waiting")) / 100, false}};
  report.fact("", "cores", plan.cores, "");
  report.fact("", "iterations in a microsecond", plan.iterations_per_us, "");
  const auto kinds = static_cast<double>(works.size());
  for (std::size_t i = 0; i < works.size(); ++i) {
    const auto before = static_cast<double>(i);
    Status measured = measure_work(works[i], plan, report, {before / kinds, (before + 1) / kinds});
    if (!measured) return measured;
  }
  report.note(
      "Workers are started before and ended after what is timed. Each speed-up compares with one "
      "worker of the same kind in the same round.");
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
