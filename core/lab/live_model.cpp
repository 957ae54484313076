#include "core/lab/live_model.h"

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

}  // namespace sharedfate
