#pragma once

#include <span>

#include <nlohmann/json_fwd.hpp>

#include "core/model/model.h"

namespace sharedfate {

/// What the model does not know, because it has no clock: measured by whoever ran the lane.
struct LaneTiming {
  double wall_ms = 0;      ///< from the opening of the gate until the lane came to rest
  double tasks_per_s = 0;  ///< tasks that ended (done or failed) in that time
};

/// The model as the object that `run --json` prints and `--observe` keeps in state.json. Lanes that
/// were closed are left out. `timings` belong to the model's lanes by index; where there are fewer,
/// the rest read 0.
nlohmann::ordered_json state_json(const Model& model, std::span<const LaneTiming> timings = {});

/// The words that state.json has for these states.
std::string_view lane_state_name(LaneState state);
std::string_view worker_state_name(WorkerState state);

}  // namespace sharedfate
