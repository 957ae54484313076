#pragma once

#include <span>

#include <nlohmann/json_fwd.hpp>

#include "core/model/model.h"
#include "core/run/headless_run.h"

namespace sharedfate {

/// The model as the object that `run --json` prints and that `--observe` keeps in state.json.
/// Closed lanes are left out. `timings` belong to the model's lanes by index; lanes without one
/// have zeros.
nlohmann::ordered_json state_json(const Model& model, std::span<const LaneTiming> timings = {});

/// The names of these states in state.json.
std::string_view lane_state_name(LaneState state);
std::string_view worker_state_name(WorkerState state);

}  // namespace sharedfate
