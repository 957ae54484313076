#include "core/report/live_model.h"

#include <algorithm>

namespace sharedfate {

void LiveModel::drain(const Lab::EventSink& watch) {
  lab_.drain([&](const Event& event) {
    apply(model_, event);
    if (watch) watch(event);
  });
}

const LaneModel* LiveModel::lane(LaneIndex index) const {
  if (index < 0 || static_cast<std::size_t>(index) >= model_.lanes.size()) return nullptr;
  const LaneModel& lane = model_.lanes[static_cast<std::size_t>(index)];
  return lane.exists ? &lane : nullptr;
}

bool is_ready(const LaneModel& lane) {
  if (lane.state != LaneState::open && lane.state != LaneState::paused) return false;
  if (lane.workers.size() != static_cast<std::size_t>(lane.spec.workers)) return false;
  return std::all_of(lane.workers.begin(), lane.workers.end(), [](const WorkerModel& worker) {
    return worker.alive() && worker.state != WorkerState::starting;
  });
}

bool is_over(const LaneModel& lane) {
  return lane.state == LaneState::dead || lane.state == LaneState::stopped ||
         lane.state == LaneState::failed;
}

}  // namespace sharedfate
