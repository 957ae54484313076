#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/base/statistics.h"
#include "core/catalog/lane_kind.h"
#include "core/system/core_use.h"
#include "core/wire/lane_control.h"
#include "core/workload/workload.h"

// Measures the effect of the GIL on this machine: the same tasks on one Python thread, on several
// and on a Pool. The same comparison in C++, with larger tasks, shows what the cores allow.
namespace sharedfate {

constexpr int gil_repeats_max = 100;

struct GilOptions {
  std::string python;  ///< path of the interpreter; empty: the first python3 in PATH
  int workers = 0;     ///< 0: as many as there are cores, at least 2
  int repeats = 5;     ///< 1 to gil_repeats_max
  bool use_namespaces = true;
};

/// One lane with one kind of work.
struct GilRow {
  WorkloadSpec workload;
  std::uint64_t tasks = 0;
  LaneSpec lane;
  /// By round: from the opening of the gate to the end of the last task.
  std::vector<double> wall_ms = {};
  Estimate time_ms = {};  ///< `repeats` 0: not measured
  /// Over the serial lane with the same workload in the same round. `repeats` 0: not measured.
  Estimate speedup = {};
  [[nodiscard]] bool is_serial() const { return lane_kind_row(lane.kind).workers_max == 1; }
};

struct GilReport {
  std::uint32_t python_version = 0;  ///< 3.11.2 as 0x030B02
  GilState gil = GilState::unknown;
  int cores = 0;
  std::vector<GilRow> rows;
  CoreShares machine;  ///< how the cores were used meanwhile
  bool interrupted = false;
};

/// Runs one lane at a time, so that the lanes do not disturb each other, in rounds of all lanes, in
/// another random order each, so that other load affects all alike. A first round warms up and does
/// not count. `go_on` is called before each run with the number of runs
/// done and of all runs; false ends the measurement; may be empty. Fails if a lane cannot run, or
/// does not complete all tasks.
Result<GilReport> measure_gil(const GilOptions& options,
                              const std::function<bool(int done, int of)>& go_on,
                              const std::string& lane_program = {});

}  // namespace sharedfate
