#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/catalog/lane_kind.h"
#include "core/wire/lane_control.h"
#include "core/workload/workload.h"

// Measures the effect of the GIL on this machine: the same tasks on one Python thread, on several
// and on a Pool. The same comparison in C++, with larger tasks, shows what the cores allow.
namespace sharedfate {

constexpr int gil_repeats_max = 100;

struct GilOptions {
  std::string python;  ///< path of the interpreter; empty: the first python3 in PATH
  int workers = 0;     ///< 0: as many as there are cores, at least 2
  int repeats = 3;     ///< if odd, the median is one of the measured times
  bool use_namespaces = true;
};

/// One lane with one kind of work.
struct GilRow {
  WorkloadSpec workload;
  std::uint64_t tasks = 0;
  LaneSpec lane;
  std::vector<double>
      wall_ms;  ///< one per repeat, from the opening of the gate to the end of the last task
  double median_ms = 0;
  double speedup =
      0;  ///< over the serial lane with the same workload, by medians; 1 for that lane itself
};

struct GilReport {
  std::uint32_t python_version = 0;  ///< 3.11.2 as 0x030B02
  GilState gil = GilState::unknown;
  int cores = 0;
  std::vector<GilRow> rows;
  bool interrupted = false;
};

/// Runs one lane at a time, so that the lanes do not disturb each other, in rounds of all lanes, so
/// that other load affects all alike. `go_on` is called before each run with the number of runs
/// done and of all runs; false ends the measurement; may be empty. Fails if a lane cannot run, or
/// does not complete all tasks.
Result<GilReport> measure_gil(const GilOptions& options,
                              const std::function<bool(int done, int of)>& go_on,
                              const std::string& lane_program = {});

}  // namespace sharedfate
