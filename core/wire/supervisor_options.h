#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/catalog/lane_kind.h"
#include "core/catalog/script_code.h"
#include "core/wire/lane_control.h"

namespace sharedfate {

/// What a supervisor is started with.
struct SupervisorOptions {
  LaneSpec spec;
  std::uint64_t seed = 1;
  std::uint32_t deadline_ms = deadline_ms_default;
  std::uint32_t tempo_ms = 0;
  bool gate_open = false;
  int niceness = 0;           ///< as LaneOptions::niceness
  bool in_namespace = false;  ///< this process is pid 1 of its own pid namespace
  int parent_pid = 0;         ///< of the app, as the supervisor sees it; 0 inside a namespace
  CodeOrigin code_origin = CodeOrigin::none;  ///< not none: `supervisor_code_descriptor` holds it

  /// Writes everything that controls workers into the control page. Workers can write there, so
  /// this is done again before each start of a lane process.
  void apply_to(LaneControl& control, const TickClock& clock) const;
  [[nodiscard]] std::vector<std::string> to_arguments() const;
  /// The reverse of to_arguments(). Error: app and lane program are of different versions.
  static Result<SupervisorOptions> parse(const std::vector<std::string>& arguments);
};

/// Message socket to the lab, in a supervisor process.
constexpr int supervisor_lab_descriptor = 3;
/// The code that the lane is to run, if any: sealed text.
constexpr int supervisor_code_descriptor = 4;

}  // namespace sharedfate
