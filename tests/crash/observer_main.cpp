// Two busy lanes for a test to kill: crash_observer namespaces|plain. Prints the number of each
// process as it becomes known, one a line, then "ready", and runs until it is killed.
#include <cstdio>
#include <cstdlib>
#include <set>
#include <string_view>

#include "core/lab/lab.h"
#include "core/model/model.h"

int main(int argument_count, char** arguments) {
  using namespace sharedfate;
  LaneOptions options;
  options.use_namespaces = argument_count < 2 || std::string_view(arguments[1]) != "plain";
  options.gate_open = true;
  Lab lab;
  Model model;
  for (const LaneKind kind : {LaneKind::threads, LaneKind::processes}) {
    const auto lane = lab.open({.kind = kind, .language = Language::cpp, .workers = 5}, options);
    if (!lane) return EXIT_FAILURE;
    if (!lab.request(lane.value(), SubmitTasks{{WorkloadId::primes, 20'000}, 1'000'000}))
      return EXIT_FAILURE;
  }
  std::set<int> told;
  bool ready = false;
  while (true) {
    lab.drain([&](const Event& event) { apply(model, event); });
    std::set<int> pids;
    bool all_run = model.lanes.size() == 2;
    for (const LaneModel& lane : model.lanes) {
      pids.insert({lane.supervisor_pid, lane.head_pid});
      for (const WorkerModel& worker : lane.workers) pids.insert(worker.pid);
      all_run = all_run && lane.alive() == 5 && lane.account().done > 0;
    }
    for (const int pid : pids) {
      if (pid != 0 && told.insert(pid).second) std::printf("%d\n", pid);
    }
    if (all_run && !ready) std::puts("ready");
    ready = ready || all_run;
    std::fflush(stdout);
    lab.wait(2);
  }
}
