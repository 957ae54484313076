#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/lane/lane_kind.h"
#include "core/lane/script_code.h"
#include "core/wire/lane_control.h"

namespace sharedfate {

/// What a supervisor is told when it is started.
struct SupervisorOptions {
  LaneSpec spec;
  std::uint64_t seed = 1;
  std::uint32_t deadline_ms = 5000;
  std::uint32_t tempo_ms = 0;
  bool gate_open = false;
  int niceness = 0;           ///< as LaneOptions
  bool in_namespace = false;  ///< it is pid 1 of a namespace of its own
  int parent_pid = 0;         ///< of the app, as the supervisor sees it (0 from inside a namespace)
  CodeOrigin code_origin = CodeOrigin::none;  ///< not none: `supervisor_code_descriptor` holds it

  /// Everything that steers workers, into the control page. They can write there, so that each head
  /// begins with it anew.
  void apply_to(LaneControl& control, const TickClock& clock) const;
  [[nodiscard]] std::vector<std::string> to_arguments() const;
  /// The reverse. An error means that the two programs are of different versions.
  static Result<SupervisorOptions> parse(const std::vector<std::string>& arguments);
};

/// The lab's end of the message socket in a supervisor process.
constexpr int supervisor_lab_descriptor = 3;
/// The code that the lane is to run, if any: a sealed text.
constexpr int supervisor_code_descriptor = 4;

/// How long a lane that was asked to stop may take to do so by itself.
constexpr int stop_grace_ms = 1000;

/// The role "supervisor" of the lane program: single-threaded, runs no task; starts the head,
/// reaps, reports.
int run_supervisor(const std::vector<std::string>& arguments);

}  // namespace sharedfate
