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
      rows.push_back({work.workload, work.tasks, lane_of(kind, options), {}, 0, 0});
  }
  return rows;
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

Status run_once(GilRow& row, const GilOptions& options, const std::string& lane_program,
                GilReport& report) {
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
  row.wall_ms.push_back(result.timings.front().wall_ms);
  return Done{};
}

void conclude(GilReport& report) {
  double serial_ms = 0;
  for (GilRow& row : report.rows) {
    if (row.wall_ms.empty()) continue;
    row.median_ms = median(row.wall_ms);
    if (lane_kind_row(row.lane.kind).workers_max == 1) serial_ms = row.median_ms;
    row.speedup = row.median_ms > 0 ? serial_ms / row.median_ms : 0;
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
  const int of = options.repeats * static_cast<int>(report.rows.size());
  int done = 0;
  for (int repeat = 0; repeat < options.repeats && !report.interrupted; ++repeat) {
    for (GilRow& row : report.rows) {
      report.interrupted = go_on && !go_on(done, of);
      if (report.interrupted) break;
      if (const Status status = run_once(row, options, lane_program, report); !status)
        return status.error();
      ++done;
    }
  }
  conclude(report);
  return report;
}

}  // namespace sharedfate
