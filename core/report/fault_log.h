#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

#include "core/model/model.h"
#include "core/report/audit.h"
#include "core/report/receipt.h"
#include "core/report/run_options.h"

// The receipt of lanes that are still open: a window's run ends when somebody says so.
namespace sharedfate {

/// What the calling process holds now, as /proc lists it, beside what it held before its first
/// lane.
struct ResourceCounts {
  struct Count {
    std::size_t children = 0, descriptors = 0, shared_memory = 0;
    friend bool operator==(const Count&, const Count&) = default;
  };
  Count now, before;
  std::vector<int> orphans;  ///< PIDs that lanes started, that still run and no lane has any more
};

/// One lane that something was broken in, or that died.
struct OpenReceipt {
  LaneReceipt lane;
  std::vector<FaultSpec> fault_specs;  ///< that do the same again, one a worker: its last
  std::string repeat;                  ///< the command line with those; empty without a capsule
};

/// Remembers what the model forgets: which faults ended whom at which of its tasks, and every
/// process that was ever started. Main thread.
class FaultLog {
 public:
  /// To be made before the first lane is opened: what the process holds now is what it shall hold
  /// at the end.
  FaultLog();

  /// Takes note of an event. `model`: after that event.
  void note(const Event& event, const Model& model);
  /// Asks the kernel what is held now; some milliseconds.
  void measure(const Model& model);
  /// As measured last; nothing before.
  [[nodiscard]] const ResourceCounts& resource_counts() const { return resource_counts_; }

  /// The lanes in which somebody died, a task failed by a fault or a restart was needed, in the
  /// lanes' order. `settings`: workload, seed, deadline and namespaces of those lanes; tasks and
  /// tempo are the lanes' own.
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
