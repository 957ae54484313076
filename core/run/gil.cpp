#include "core/run/gil.h"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

#include "core/model/model.h"
#include "core/run/headless_run.h"

namespace sharedfate {
namespace {

/// One workload with 4 tasks for each worker. A task takes about 60 ms on one thread.
struct Work {
  WorkloadSpec workload;
  std::uint64_t tasks;
  bool in_cpp;  ///< on C++ lanes, not on Python's
};

std::vector<Work> works(int workers) {
  const auto rounds = static_cast<std::uint64_t>(workers);
  return {{{WorkloadId::primes, 60'000}, 4 * rounds, false},
          {{WorkloadId::wait, 60}, 4 * rounds, false},
          {{WorkloadId::sha256, 16'384}, 4 * rounds, false},
          {{WorkloadId::primes, 600'000}, 4 * rounds, true}};
}

LaneSpec lane_of(LaneKind kind, const GilOptions& options) {
  LaneSpec lane;
  lane.kind = kind;
  lane.language = lane_kind_row(kind).language;
  lane.workers = std::min(options.workers, lane_kind_row(kind).workers_max);
  if (lane.language == Language::python) lane.python = options.python;
  return lane;
}

std::vector<GilRow> rows_of(const GilOptions& options) {
  using Kinds = std::vector<LaneKind>;
  std::vector<GilRow> rows;
  for (const Work& work : works(options.workers)) {
    const Kinds kinds =
        work.in_cpp
            ? Kinds{LaneKind::serial, LaneKind::threads, LaneKind::processes}
            : Kinds{LaneKind::python_serial, LaneKind::python_threads, LaneKind::python_pool};
    for (const LaneKind kind : kinds)
      rows.push_back({work.workload, work.tasks, lane_of(kind, options)});
  }
  return rows;
}

/// Returns the time of one run.
Result<double> run_once(const GilRow& row, const GilOptions& options,
                        const std::string& lane_program, GilReport& report) {
  RunOptions run;
  run.lanes = {row.lane};
  run.workload = row.workload;
  run.tasks = row.tasks;
  run.deadline_ms = deadline_ms_max;
  run.use_namespaces = options.use_namespaces;
  const RunResult result = run_headless(run, {}, lane_program);
  const std::string tried = "measure " + to_text(row.workload) + " in " + to_text(row.lane);
  if (!result.all_started()) return Error{tried, result.troubles.front(), ""};
  const LaneModel& lane = result.model.lanes.front();
  if (lane.account().done != row.tasks) {
    return Error{tried, fmt::format("{} of {} tasks ended well", lane.account().done, row.tasks),
                 "try again while the machine is quiet"};
  }
  if (lane.python_version != 0) {
    report.python_version = lane.python_version;
    report.gil = lane.gil;
  }
  return result.timings.front().wall_ms;
}

/// The serial lane with the same workload. Each workload has one.
const GilRow& serial_row_of(const GilRow& row, const std::vector<GilRow>& rows) {
  return *std::find_if(rows.begin(), rows.end(), [&row](const GilRow& other) {
    return other.is_serial() && other.workload == row.workload;
  });
}

void conclude(GilReport& report) {
  for (GilRow& row : report.rows) {
    if (row.wall_ms.empty()) continue;
    row.time_ms = estimate_median(row.wall_ms);
    const std::vector<double>& serial_ms = serial_row_of(row, report.rows).wall_ms;
    std::vector<double> speedups;
    // An interrupted round may have one of the two times only.
    for (std::size_t round = 0; round < std::min(row.wall_ms.size(), serial_ms.size()); ++round)
      speedups.push_back(serial_ms[round] / row.wall_ms[round]);
    if (!speedups.empty()) row.speedup = estimate_median(speedups);
  }
}

}  // namespace

Result<GilReport> measure_gil(const GilOptions& asked,
                              const std::function<bool(int done, int of)>& go_on,
                              const std::string& lane_program) {
  GilOptions options = asked;
  GilReport report;
  report.cores = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
  if (options.workers == 0) options.workers = std::clamp(report.cores, 2, worker_count_max);
  report.rows = rows_of(options);
  const CoreUse cores_before = read_core_use();
  const int of = (options.repeats + 1) * static_cast<int>(report.rows.size());
  int done = 0;
  for (int round = 0; round <= options.repeats && !report.interrupted; ++round) {
    for (const std::size_t place :
         random_order(report.rows.size(), static_cast<std::uint64_t>(round))) {
      report.interrupted = go_on && !go_on(done, of);
      if (report.interrupted) break;
      GilRow& row = report.rows[place];
      const auto wall_ms = run_once(row, options, lane_program, report);
      if (!wall_ms) return wall_ms.error();
      if (round > 0) row.wall_ms.push_back(wall_ms.value());
      ++done;
    }
  }
  report.machine = core_shares(cores_before, read_core_use());
  conclude(report);
  return report;
}

}  // namespace sharedfate
