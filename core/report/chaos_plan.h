#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "core/fault/fault.h"
#include "core/lane/lane_kind.h"
#include "core/workload/workload.h"

namespace sharedfate {

/// One step of chaos: what one lane is given to do, and what breaks it meanwhile. Depends on seed,
/// index and lanes alone, so that any step can be made again.
struct ChaosStep {
  /// What breaks the lane.
  enum class Injection : std::uint8_t {
    fault_spec,       ///< an armed fault
    supervisor_kill,  ///< SIGKILL for its supervisor, from outside
  };
  /// What else is asked for while the blow falls.
  enum class Meanwhile : std::uint8_t {
    nothing,
    restart,
    reset,
    stop,
    workers,   ///< another number of workers
    gate,      ///< the gate is closed, one task let through, and opened again
    followup,  ///< more tasks
  };

  std::size_t lane = 0;
  Injection injection = Injection::fault_spec;
  FaultSpec fault_spec;
  Meanwhile meanwhile = Meanwhile::nothing;
  WorkloadSpec workload;
  std::uint64_t tasks = 1;
  std::uint32_t tempo_ms = 0;
  int workers = 1;  ///< that the lane has before the blow
  /// For Meanwhile::workers; fewer than the capsule's where that fires on leaving, and else never.
  int workers_meanwhile = 1;
  bool gate_first = false;     ///< the blow is armed behind a closed gate
  bool fresh_account = false;  ///< a lane that is over is reset, not restarted
  int drains_between = 0;      ///< how many looks between the blow and what comes meanwhile
};

ChaosStep chaos_step(std::uint64_t seed, std::uint64_t index, std::span<const LaneSpec> lanes);

/// A new head is asked for while the blow falls.
bool starts_anew(const ChaosStep& step);
/// The blow must be seen to fall, because a lane that it has not reached yet looks at rest.
bool must_be_injected(const ChaosStep& step);
/// The lane is over after the blow, or goes on falling: nothing less is rest.
bool must_be_over(const ChaosStep& step);
bool ends_nothing(const ChaosStep& step);
bool kills_supervisor(const ChaosStep& step);

/// "lane 2 (processes:3), 24 tasks of primes:200, gate first: segv@2:task=1, meanwhile restart".
std::string to_text(const ChaosStep& step, std::span<const LaneSpec> lanes);

}  // namespace sharedfate
