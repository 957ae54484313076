#include "core/experiment/race.h"

#include <array>
#include <string>
#include <vector>

#include "core/experiment/rows.h"
#include "core/experiment/statistics.h"
#include "core/system/scheduling.h"
#include "core/system/shared_memory.h"

namespace sharedfate {
namespace {

constexpr std::array<std::string_view, 9> protection_words{
    "all", "unprotected", "mutex", "semaphore", "monitor", "rwlock", "atomic", "sharded", "queue"};
constexpr std::array<std::string_view, 3> memory_words{"threads", "shared", "private"};
constexpr std::array<std::string_view, 2> placement_words{"spread", "free"};
constexpr double ns_per_ms = 1e6;

constexpr std::array parameters{
    ParameterRow{.name = "workers",
                 .sentence = "How many increment the counter at the same time",
                 .standard = "2",
                 .least = 1,
                 .most = race_workers_max},
    ParameterRow{.name = "increments",
                 .sentence = "How often each of them does",
                 .standard = "200000",
                 .least = 1,
                 .most = 1'000'000'000},
    runs_parameter("11", 10'000),
    ParameterRow{.name = "protection",
                 .sentence = "What protects the counter",
                 .kind = ParameterKind::word,
                 .standard = "all",
                 .words = protection_words},
    ParameterRow{.name = "memory",
                 .sentence = "Whose the counter is: of threads, in memory that processes share, or "
                             "in each process's own",
                 .kind = ParameterKind::word,
                 .standard = "threads",
                 .words = memory_words},
    ParameterRow{.name = "placement",
                 .sentence = "Which cores the workers run on: each on one of its own, or wherever "
                             "the system puts them",
                 .kind = ParameterKind::word,
                 .standard = "spread",
                 .words = placement_words},
};

RaceSetting setting_of(const Parameters& chosen) {
  const std::string& memory = chosen.text("memory");
  return RaceSetting{
      .memory = memory == "threads"  ? RaceMemoryKind::threads
                : memory == "shared" ? RaceMemoryKind::shared
                                     : RaceMemoryKind::private_,
      .placement = chosen.text("placement") == "spread" ? Placement::spread : Placement::free,
      .workers = static_cast<std::uint32_t>(chosen.number("workers")),
      .increments = chosen.number("increments")};
}

Status check(const Parameters& chosen) {
  if (chosen.text("memory") != "private" || chosen.text("protection") != "queue") return Done{};
  return Error{"hand increments over through a queue in private memory",
               "what one process puts in, no other one ever sees", "choose shared memory"};
}

struct RaceResults {
  GroupMemory group;
  std::array<RaceResult, race_workers_max> workers;
};

/// The runs with one protection.
class RaceRun {
 public:
  RaceRun(const ProtectionRow& protection, const RaceSetting& setting, ExperimentReport& report)
      : protection_(protection),
        setting_(setting),
        expected_(static_cast<double>(setting.workers) * static_cast<double>(setting.increments)),
        report_(report),
        price_series_(report.series(protection.name, "price", "run", "ns per increment")) {
    // First in the order of the table: the runs take turns in a random one.
    report_.fact(protection.name, "expected", expected_, "");
    if (!is_private()) lost_series_ = report.series(protection.name, "lost", "run", "increments");
  }

  /// Warms up: the figures are thrown away.
  Status warm_up() {
    const auto run = run_race(protection_, setting_, false);
    return run ? Status(Done{}) : Status(run.error());
  }

  Status run_once() {
    const auto run = run_race(protection_, setting_, false);
    if (!run) return run.error();
    const RaceFigures& figures = run.value();
    price_.push_back(figures.wall_ns / expected_);
    const auto number = static_cast<double>(price_.size());
    report_.point(price_series_, number, price_.back());
    lost_.push_back(expected_ - static_cast<double>(figures.total));
    own_view_.push_back(static_cast<double>(figures.own_view));
    if (is_private()) {
      report_private();
    } else {
      report_.point(lost_series_, number, lost_.back());
      report_lost(report_, protection_.name, expected_, lost_);
    }
    report_.fact(protection_.name, "price", estimate_median(price_), "ns");
    return Done{};
  }

  /// A further run that measures which worker waits for which.
  Status run_watched_once() {
    if (protection_.count_watched == nullptr) return Done{};
    const auto run = run_race(protection_, setting_, true);
    if (!run) return run.error();
    std::uint64_t waits = 0, waited_ns = 0;
    for (const RaceResult& worker : run.value().waiting) {
      waits += worker.waits;
      waited_ns += worker.waited_ns;
    }
    waits_.push_back(static_cast<double>(waits));
    waiting_share_.push_back(100 * static_cast<double>(waited_ns) /
                             (run.value().wall_ns * setting_.workers));
    waiting_.push_back(run.value().waiting);
    return Done{};
  }

  /// Reports of the watched runs the one that has waited for the median of the time.
  void report_waiting() {
    const std::string of(protection_.name);
    if (waits_.empty()) {
      report_.fact(of, "who waits", "none that software could see");
      return;
    }
    const std::size_t middle = median_place(waiting_share_);
    report_.fact(of, "waits", estimate_at(waits_, middle), "");
    report_.fact(of, "time waiting", estimate_at(waiting_share_, middle), "%");
    const std::vector<RaceResult>& waiting = waiting_[middle];
    const std::uint32_t time = report_.series(of, "time waiting", "worker", "ms");
    for (std::uint32_t worker = 0; worker < setting_.workers; ++worker)
      report_.point(time, worker + 1, static_cast<double>(waiting[worker].waited_ns) / ns_per_ms);
    for (std::uint32_t worker = 0; worker < setting_.workers; ++worker) {
      const std::uint32_t waited_for = report_.series(of + ", worker " + std::to_string(worker + 1),
                                                      "waited for", "worker", "times");
      for (std::uint32_t other = 0; other < setting_.workers; ++other)
        report_.point(waited_for, other + 1,
                      static_cast<double>(waiting[worker].waited_for[other]));
    }
  }

 private:
  /// The counter and the copy of one and the same run.
  void report_private() {
    const std::size_t middle = median_place(lost_);
    const Estimate lost = estimate_median(lost_);
    report_.fact(protection_.name, "expected", expected_, "");
    report_.fact(
        protection_.name, "measured",
        Estimate{expected_ - lost.value, expected_ - lost.high, expected_ - lost.low, lost.repeats},
        "");
    report_.fact(protection_.name, "first worker's own copy", estimate_at(own_view_, middle), "");
  }
  [[nodiscard]] bool is_private() const { return setting_.memory == RaceMemoryKind::private_; }
  const ProtectionRow& protection_;
  RaceSetting setting_;
  double expected_;
  ExperimentReport& report_;
  std::uint32_t price_series_, lost_series_ = 0;
  std::vector<double> lost_, own_view_, price_;   ///< by run
  std::vector<double> waits_, waiting_share_;     ///< by watched run
  std::vector<std::vector<RaceResult>> waiting_;  ///< by watched run, then worker
};

void report_what_to_know(const Parameters& chosen, ExperimentReport& report) {
  const std::size_t cores = usable_core_count();
  report.fact("", "cores", static_cast<double>(cores), "");
  if (cores < chosen.number("workers"))
    report.note(
        "There are fewer cores than workers: they take turns, and lose less than they "
        "would side by side.");
  report.note(
      "The price is the time from the first start to the last end, by all increments: the median "
      "of the runs. What waits is measured in as many further runs, slowed down by a clock.");
  if (chosen.text("placement") == "free")
    report.note(
        "Wherever the system puts them: workers that are done within a few milliseconds "
        "may have run one after the other on one core, and have lost nothing for that "
        "reason alone.");
  if (chosen.text("memory") == "private") {
    report.note(
        "Nothing is lost in private memory: each process has counted in a copy of its own, "
        "and the counter that is read here has never moved.");
    report.note("No queue: what one process puts into its own, no other one ever sees.");
  }
}

Status run(const Parameters& chosen, ExperimentReport& report) {
  std::vector<RaceRun> race_runs;
  for (const ProtectionRow& row : protections()) {
    const std::string& wanted = chosen.text("protection");
    if (wanted != "all" && wanted != row.name) continue;
    if (row.has_owner && chosen.text("memory") == "private") continue;
    race_runs.emplace_back(row, setting_of(chosen), report);
  }
  report_what_to_know(chosen, report);
  const std::uint64_t runs = chosen.number("runs");
  const auto measure = [&](std::uint64_t run, std::size_t i) {
    if (run == 0) return race_runs[i].warm_up();
    return run <= runs ? race_runs[i].run_once() : race_runs[i].run_watched_once();
  };
  const Status done = measure_in_turn(report, 2 * runs, race_runs.size(), measure);
  if (!done) return done;
  for (RaceRun& race_run : race_runs) race_run.report_waiting();
  return Done{};
}

}  // namespace

Result<RaceFigures> run_race(const ProtectionRow& protection, const RaceSetting& setting,
                             bool watched) {
  const std::uint32_t workers = setting.workers;
  const std::uint64_t increments = setting.increments;
  const bool is_private = setting.memory == RaceMemoryKind::private_;
  assert(workers >= 1 && workers <= race_workers_max);
  assert(!(protection.has_owner && is_private));
  auto memory =
      MemoryBlock<RaceMemory>::create(is_private ? Sharing::copy_on_write : Sharing::shared);
  if (!memory) return memory.error();
  auto results = MemoryBlock<RaceResults>::create(Sharing::shared);
  if (!results) return results.error();
  RaceMemory& race = *memory.value();
  RaceResults& shared = *results.value();
  prepare(race);

  const auto work = [&](std::uint32_t worker) {
    if (worker == workers) return protection.own(race, workers * increments);
    RaceResult& result = shared.workers[worker];
    if (watched && protection.count_watched != nullptr) {
      protection.count_watched(race, worker, increments, result);
    } else {
      protection.count(race, worker, increments);
    }
    // A shared counter may still be written to by other workers.
    if (is_private) result.own_view = protection.total(race);
  };
  const WorkerForm form =
      setting.memory == RaceMemoryKind::threads ? WorkerForm::threads : WorkerForm::processes;
  const std::uint32_t all = workers + (protection.has_owner ? 1 : 0);
  if (Status done = run_together(form, setting.placement, all, shared.group, work); !done)
    return done.error();

  const auto first = shared.workers.begin();
  return RaceFigures{.total = protection.total(race),
                     .own_view = first->own_view,
                     .wall_ns = shared.group.wall_ns(all),
                     .waiting = {first, first + workers}};
}

const ExperimentRow race_experiment{
    .name = "race",
    .sentence = "One counter, many workers: what is lost, what prevents it, and at what price.",
    .parameters = parameters,
    .check = check,
    .run = run,
};

}  // namespace sharedfate
