#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/catalog/lane_kind.h"
#include "core/catalog/policy.h"
#include "core/catalog/script_code.h"
#include "core/fault/fault.h"
#include "core/workload/workload.h"

namespace sharedfate {

constexpr std::size_t lane_count_max = 4;
constexpr std::uint64_t task_count_max = 10'000'000;
constexpr std::uint32_t tempo_ms_max = 60'000;
constexpr std::uint32_t deadline_ms_min = 100;
constexpr std::uint32_t deadline_ms_max = 3'600'000;
constexpr std::uint32_t timeout_ms_max = 86'400'000;

/// What a run without a window does, and which faults it injects.
struct RunOptions {
  std::vector<LaneSpec> lanes{{LaneKind::threads, Language::cpp, 5},
                              {LaneKind::processes, Language::cpp, 5}};
  WorkloadSpec workload;
  std::uint64_t tasks = 200;
  std::vector<FaultSpec> faults;     ///< armed in every lane
  PolicyId policy = PolicyId::pool;  ///< of every lane
  std::uint64_t seed = 1;
  std::uint32_t tempo_ms = 0;
  std::uint32_t deadline_ms = 0;  ///< 0: deadline_for() decides
  std::uint32_t timeout_ms = 600'000;
  bool use_namespaces = true;
  ScriptCode code{};  ///< what every lane runs instead of tasks
};

/// The time limit of one task, in milliseconds: `deadline_ms_asked`; if that is 0, three times the
/// time that tempo or workload lead to expect, at least `deadline_ms_default`.
std::uint32_t deadline_for(std::uint32_t deadline_ms_asked, std::uint32_t tempo_ms,
                           const WorkloadSpec& workload);

/// Fails on a wrong number of lanes and on options that do not fit together; the error names them
/// and suggests others.
Status check_run_options(const RunOptions& options);

}  // namespace sharedfate
