#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "core/catalog/lane_kind.h"
#include "core/fault/fault.h"
#include "core/workload/workload.h"

namespace sharedfate {

/// What one lane is given to do in one step, the fault that is injected, and what else is requested
/// meanwhile. Depends on seed, index and lanes alone, so that any step can be repeated.
struct ChaosStep {
  /// The fault that is injected.
  enum class Injection : std::uint8_t {
    fault_spec,       ///< fault_spec is armed
    supervisor_kill,  ///< SIGKILL to the lane's supervisor, from outside
  };
  /// What else is requested after the injection.
  enum class Meanwhile : std::uint8_t {
    nothing,
    restart,
    reset,
    stop,
    workers,   ///< sets the number of workers
    gate,      ///< closes the gate, lets one task through, opens the gate
    followup,  ///< submits more tasks
  };

  std::size_t lane = 0;
  Injection injection = Injection::fault_spec;
  FaultSpec fault_spec;
  Meanwhile meanwhile = Meanwhile::nothing;
  WorkloadSpec workload;
  std::uint64_t tasks = 1;
  std::uint32_t tempo_ms = 0;
  int workers = 1;  ///< of the lane before the injection
  /// For Meanwhile::workers. Less than fault_spec.worker if the fault fires at the site `shutdown`,
  /// so that this worker is asked to stop; otherwise at least fault_spec.worker.
  int workers_meanwhile = 1;
  bool gate_first = false;     ///< the injection happens while the gate is closed
  bool fresh_account = false;  ///< a lane that is over is reset, not restarted
  int drains_between = 0;      ///< number of drains between the injection and `meanwhile`
};

ChaosStep chaos_step(std::uint64_t seed, std::uint64_t index, std::span<const LaneSpec> lanes);

/// A new lane process is requested meanwhile.
bool starts_anew(const ChaosStep& step);
/// The step has to wait until the fault has fired: a lane that it has not reached yet looks at
/// rest.
bool must_be_injected(const ChaosStep& step);
/// The step has to wait until the lane is over: rest is not enough.
bool must_be_over(const ChaosStep& step);
bool ends_nothing(const ChaosStep& step);
bool kills_supervisor(const ChaosStep& step);

/// "lane 2 (processes:3), 24 tasks of primes:300, armed behind the closed gate: segv@2:task=1,
/// meanwhile restart".
std::string to_text(const ChaosStep& step, std::span<const LaneSpec> lanes);

}  // namespace sharedfate
