#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

#include "core/model/model.h"
#include "core/report/receipt.h"
#include "core/run/audit.h"
#include "core/run/run_options.h"

// Receipts of lanes that are still open: in a window the lanes go on after a fault.
namespace sharedfate {

/// How much the calling process holds now, as /proc lists it, and how much before its first lane.
struct ResourceCounts {
  struct Count {
    std::size_t children = 0, descriptors = 0, shared_memory = 0;
    friend bool operator==(const Count&, const Count&) = default;
  };
  Count now, before;
  std::vector<int> orphans;  ///< PIDs of processes of lanes that still run and are not in the model
};

/// The receipt of one open lane.
struct OpenReceipt {
  LaneReceipt lane;
  std::vector<FaultSpec> fault_specs;  ///< the last fault of each worker, to repeat them
  std::string repeat;  ///< the command line with `fault_specs`; empty if there are none
};

/// Keeps what the model does not: the last fault of each worker with the task at which it fired,
/// and every process that was started. Main thread.
class FaultLog {
 public:
  /// Construct it before the first lane is opened: what the process holds then is what measure()
  /// compares with.
  FaultLog();

  /// Records an event. `model` is the model after that event.
  void note(const Event& event, const Model& model);
  /// Reads from /proc what the process holds now, which takes some milliseconds.
  void measure(const Model& model);
  /// The result of the last measure(); zeros before the first.
  [[nodiscard]] const ResourceCounts& resource_counts() const { return resource_counts_; }

  /// The lanes in which something died or a task failed, in the lanes' order. `settings`: workload,
  /// seed, time limits and namespaces of those lanes; number of tasks, tempo and policy are taken
  /// from the lanes.
  [[nodiscard]] std::vector<OpenReceipt> receipts(const Model& model,
                                                  const RunOptions& settings) const;

 private:
  void note_death(LaneIndex index, const DeathReport& report, const Model& model);

  OwnFootprint before_;
  ProcessWatch watch_;
  ResourceCounts resource_counts_;
  std::map<LaneIndex, std::map<int, FaultSpec>> fault_specs_;  ///< by lane and worker
};

}  // namespace sharedfate
