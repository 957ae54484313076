#pragma once

#include <span>

#include <nlohmann/json_fwd.hpp>

#include "core/model/model.h"

namespace sharedfate {

/// Times of one lane. The model has no clock: they are measured by the code that runs the lane.
struct LaneTiming {
  double wall_ms = 0;      ///< from the opening of the gate to the last end of a task or death
  double tasks_per_s = 0;  ///< tasks that ended (done or failed) in that time
};

/// The model as the object that `run --json` prints and that `--observe` keeps in state.json.
/// Closed lanes are left out. `timings` belong to the model's lanes by index; lanes without one
/// have zeros.
nlohmann::ordered_json state_json(const Model& model, std::span<const LaneTiming> timings = {});

/// The names of these states in state.json.
std::string_view lane_state_name(LaneState state);
std::string_view worker_state_name(WorkerState state);

}  // namespace sharedfate
