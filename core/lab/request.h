#pragma once

#include <cstdint>
#include <variant>

#include "core/catalog/policy.h"
#include "core/fault/fault.h"
#include "core/workload/workload.h"

// What can be asked of a lane, in the imperative. Panels, the command line, tests and lessons send
// these same requests.
namespace sharedfate {

struct SubmitTasks {
  WorkloadSpec workload;
  std::uint64_t count;
};
struct OpenGate {};
struct CloseGate {};
/// Lets exactly one task leave the queue of a lane whose gate is closed. No effect on an open gate.
struct StepGate {};
struct SetTempo {
  std::uint32_t tempo_ms;
};  ///< 0: full speed
struct SetWorkers {
  int workers;
};  ///< worker_count_min..worker_count_max
/// What the lane makes of a worker's death from now on. A broken pool stays broken.
struct SetPolicy {
  PolicyId policy;
};
/// How long a Python thread may compute before another one gets the GIL, in microseconds.
struct SetSwitchInterval {
  std::uint32_t interval_us;
};
struct InjectFault {
  FaultSpec fault_spec;
};
/// Cancels what is queued, lets running tasks end (at most `stop_grace_ms`), ends the processes.
struct StopLane {};
/// Starts a new incarnation; the account goes on. On a living lane the old incarnation is stopped
/// first.
struct RestartLane {};
/// Ends whatever is there at once and starts anew with an empty account, from any state.
struct ResetLane {};

using Request =
    std::variant<SubmitTasks, OpenGate, CloseGate, StepGate, SetTempo, SetWorkers, SetPolicy,
                 SetSwitchInterval, InjectFault, StopLane, RestartLane, ResetLane>;

}  // namespace sharedfate
