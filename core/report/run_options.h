#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/fault/fault.h"
#include "core/lane/lane_kind.h"
#include "core/lane/policy.h"
#include "core/lane/script_code.h"
#include "core/workload/workload.h"

namespace sharedfate {

constexpr std::size_t lane_count_max = 4;
constexpr std::uint64_t task_count_max = 10'000'000;
constexpr std::uint32_t tempo_ms_max = 60'000;
constexpr std::uint32_t deadline_ms_min = 100;
constexpr std::uint32_t deadline_ms_max = 3'600'000;
constexpr std::uint32_t deadline_ms_default = 5'000;
constexpr std::uint32_t timeout_ms_max = 86'400'000;

/// A run from the first task to rest, and what is to be broken in it.
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
  ScriptCode code{};  ///< what every lane runs, in the place of tasks
};

/// The time limit of one task: what was asked for, else the usual one, made longer where the tempo
/// or the wait that the tasks are made of would exceed it.
std::uint32_t deadline_for(std::uint32_t deadline_ms_asked, std::uint32_t tempo_ms,
                           const WorkloadSpec& workload);

/// Fails on options that are in range each but cannot be had together; the error says which and
/// what would do.
Status check_run_options(const RunOptions& options);

}  // namespace sharedfate
