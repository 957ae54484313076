#include "tests/unit/window/lane_moments.h"

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdint>
#include <vector>

namespace sharedfate::testing {
namespace {

constexpr std::uint64_t ns_per_ms = 1'000'000;

void work(FakeLanes& lanes, LaneIndex lane, std::uint64_t now_ns) {
  lanes.take({{lane, SubmitTasks{WorkloadSpec{}, 100}}, {lane, OpenGate{}}});
  lanes.answer();
  const std::vector<WorkerModel> workers = lanes.lane(lane).workers;
  for (const WorkerModel& worker : workers) {
    const auto task = static_cast<std::uint64_t>(worker.worker);
    lanes.emit(WorkerTallied{lane, worker.worker, 1, 0, task, now_ns - 200 * ns_per_ms, 400'000,
                             WorkerActivity::computing, worker.tid});
  }
}

void crash(PlaygroundFrames& frames, LaneIndex lane) {
  const LaneModel& model = frames.lanes().lane(lane);
  const int victim = std::min(3, model.spec.workers);
  const WorkerModel& worker = model.workers[static_cast<std::size_t>(victim) - 1];
  const bool alone = !lane_kind_row(model.spec.kind).one_address_space;
  DeathReport death;
  death.worker = victim;
  death.pid = alone ? worker.pid : model.lane_pid;
  death.tid = worker.tid;
  death.task = worker.task;
  death.fault = "segv";
  death.signal = SIGSEGV;
  death.has_address = true;
  death.stack = {"sharedfate::write_through_null()+0x12", "sharedfate::Worker::run_task()+0x1f4",
                 "sharedfate::Worker::run()+0x33"};
  death.known_after_ns = 1'234'000;
  death.time_ns = frames.now_ns();
  if (alone) {
    frames.emit(WorkerDied{lane, death});
  } else {
    frames.emit(LaneProcessDied{lane, death});
  }
}

}  // namespace

std::string_view to_text(Moment moment) {
  constexpr std::array<std::string_view, 3> words{"paused", "working", "crashed"};
  return words[static_cast<std::size_t>(moment)];
}

std::vector<LaneSpec> lane_specs(int lanes, int workers) {
  constexpr std::array kinds{LaneKind::threads, LaneKind::processes, LaneKind::python_threads,
                             LaneKind::python_pool};
  std::vector<LaneSpec> specs;
  for (int lane = 0; lane < lanes; ++lane) {
    const LaneKindRow& row = lane_kind_row(kinds[static_cast<std::size_t>(lane)]);
    specs.push_back({row.kind, row.language, workers});
  }
  return specs;
}

void bring_to(Moment moment, PlaygroundFrames& frames) {
  if (moment == Moment::paused) return;
  FakeLanes& lanes = frames.lanes();
  for (LaneIndex lane = 0; lane < static_cast<LaneIndex>(lanes.model().lanes.size()); ++lane) {
    work(lanes, lane, frames.now_ns());
    if (moment == Moment::crashed) crash(frames, lane);
  }
}

}  // namespace sharedfate::testing
