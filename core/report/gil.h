#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/lane/lane_kind.h"
#include "core/wire/lane_control.h"
#include "core/workload/workload.h"

// What the GIL makes of work, measured on this machine: the same tasks on one Python thread, on
// several, on a Pool, and on C++ lanes beside them.
namespace sharedfate {

constexpr int gil_repeats_max = 100;

struct GilOptions {
  std::string python;  ///< path of the interpreter; empty: the first python3 in PATH
  int workers = 0;     ///< 0: as many as there are cores, at least 2
  int repeats = 3;     ///< odd numbers have a median of their own
  bool use_namespaces = true;
};

/// One lane with one kind of work.
struct GilRow {
  WorkloadSpec workload;
  std::uint64_t tasks = 0;
  LaneSpec lane;
  std::vector<double> wall_ms;  ///< one a repeat, gate open to last task ended
  double median_ms = 0;
  double speedup = 0;  ///< over the serial lane of its language, by medians; 1 for that one itself
};

struct GilReport {
  std::uint32_t python_version = 0;  ///< 3.11.2 as 0x030B02
  GilState gil = GilState::unknown;
  int cores = 0;
  std::vector<GilRow> rows;
  bool interrupted = false;
};

/// Runs every lane alone, one after the other, so that they do not disturb each other, and one
/// round of all after the other, so that what disturbs them disturbs all alike. `go_on` is called
/// between two runs with how many of all are done; false ends it. Fails if a lane cannot run.
Result<GilReport> measure_gil(const GilOptions& options,
                              const std::function<bool(int done, int of)>& go_on,
                              const std::string& lane_program = {});

/// For a program, an object whose keys are named after the fields; and for a person.
std::string gil_json(const GilReport& report);
std::string gil_text(const GilReport& report);

}  // namespace sharedfate
