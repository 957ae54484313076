#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/catalog/lane_kind.h"
#include "core/catalog/script_code.h"
#include "core/model/model.h"
#include "core/run/audit.h"

// Injects many faults into running lanes and checks invariants after each of them.
namespace sharedfate {

constexpr std::uint64_t chaos_fault_count_max = 10'000'000;

struct ChaosOptions {
  std::uint64_t faults = 1'000;
  std::uint64_t first = 0;  ///< index of the first step, from 0; a higher one repeats a later step
  std::uint64_t seed = 1;
  std::vector<LaneSpec> lanes{{LaneKind::threads, Language::cpp, 3},
                              {LaneKind::processes, Language::cpp, 3}};
  bool use_namespaces = true;
  /// Python code that runs in one more lane, into which no fault is injected; the lane is reset
  /// when the code is over. No invariant covers what that code does. `beside_file` is the name of
  /// its file, for the command line that repeats a step.
  ScriptCode beside{};
  std::string beside_file{};
};

/// Fails if there is no lane, if there are more than `lane_count_max`, or if a lane is not C++.
Status check_chaos_options(const ChaosOptions& options);

/// An invariant that did not hold.
struct ChaosViolation {
  std::uint64_t index = 0;  ///< of the step
  std::string law;          ///< what should have held, and what was found
  std::string step;         ///< what was done
  Model model;              ///< at that moment
};

struct ChaosResult {
  std::uint64_t faults = 0;  ///< steps completed without a violation
  std::uint64_t deaths = 0;  ///< of workers, lane processes and supervisors
  std::uint64_t unfired =
      0;  ///< fault specs that did not fire: overtaken by a request, or out of tasks
  std::uint64_t restarts = 0, requests = 0, drains = 0, tasks = 0;
  /// Deaths in other lanes than the step's because a task exceeded its deadline: the machine was
  /// busy.
  std::uint64_t overdue = 0;
  double wall_s = 0;
  Audit audit;
  std::uint64_t resident_bytes = 0;  ///< at the end of the run
  std::int64_t resident_growth =
      0;  ///< bytes, since the first half of the steps or the first 1,000
  std::optional<ChaosViolation> violation;

  [[nodiscard]] bool lawful() const { return !violation && audit.clean(); }
};

/// Called on the calling thread before a step, at most ten times a second; may be empty. If it
/// returns false, the run ends after that step.
using ChaosProgress = std::function<bool(const ChaosResult& so_far)>;

/// Injects `options.faults` faults into the lanes, one step after the other, and stops at the first
/// violation. Each wait has a limit of 60 s; exceeding it is a violation. `lane_program`: path of
/// sharedfate-lane; empty: beside the running program. Precondition: check_chaos_options()
/// succeeds.
ChaosResult run_chaos(const ChaosOptions& options, const ChaosProgress& progress,
                      const std::string& lane_program = {});

}  // namespace sharedfate
