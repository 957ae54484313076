// A program that runs until a test kills it. Usage: crash_observer namespaces|plain [EXPERIMENT].
// Without EXPERIMENT it keeps two lanes busy and prints each PID as it becomes known, one per line,
// and "ready" once all workers live and each lane has done a task. With EXPERIMENT it repeats that
// experiment and prints "ready" at its first progress.
#include <cstdio>
#include <cstdlib>
#include <set>
#include <string_view>
#include <utility>

#include "core/lab/lab.h"
#include "core/measure/measurement_run.h"
#include "core/model/model.h"

namespace {

using namespace sharedfate;

int measure_for_ever(const char* name, bool use_namespaces) {
  const auto row = find_experiment(name);
  if (!row) return EXIT_FAILURE;
  const auto parameters = Parameters::parse(row.value()->parameters, "");
  if (!parameters) return EXIT_FAILURE;
  bool said = false;
  const auto tell = [&](const Measurement& so_far) {
    if (so_far.progress > 0 && !std::exchange(said, true)) {
      std::puts("ready");
      std::fflush(stdout);
    }
    return true;
  };
  MeasurementOptions options;
  options.use_namespaces = use_namespaces;
  while (measure(*row.value(), parameters.value(), tell, options)) continue;
  return EXIT_FAILURE;
}

int run_lanes(bool use_namespaces) {
  LaneOptions options;
  options.use_namespaces = use_namespaces;
  options.gate_open = true;
  Lab lab;
  Model model;
  for (const LaneKind kind : {LaneKind::threads, LaneKind::processes}) {
    const auto lane = lab.open({.kind = kind, .language = Language::cpp, .workers = 5}, options);
    if (!lane) return EXIT_FAILURE;
    if (!lab.request(lane.value(), SubmitTasks{{WorkloadId::primes, 20'000}, 1'000'000}))
      return EXIT_FAILURE;
  }
  std::set<int> printed;
  bool ready = false;
  while (true) {
    lab.drain([&](const Event& event) { apply(model, event); });
    std::set<int> pids;
    bool all_run = model.lanes.size() == 2;
    for (const LaneModel& lane : model.lanes) {
      pids.insert({lane.supervisor_pid, lane.lane_pid});
      for (const WorkerModel& worker : lane.workers) pids.insert(worker.pid);
      all_run = all_run && lane.alive() == 5 && lane.account().done > 0;
    }
    for (const int pid : pids) {
      if (pid != 0 && printed.insert(pid).second) std::printf("%d\n", pid);
    }
    if (all_run && !ready) std::puts("ready");
    ready = ready || all_run;
    std::fflush(stdout);
    lab.wait(2);
  }
}

}  // namespace

int main(int argument_count, char** arguments) {
  if (argument_count < 2) return EXIT_FAILURE;
  const bool use_namespaces = std::string_view(arguments[1]) != "plain";
  return argument_count > 2 ? measure_for_ever(arguments[2], use_namespaces)
                            : run_lanes(use_namespaces);
}
