#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace sharedfate {

enum class WorkloadId : std::uint8_t { square, primes, wait, mixed, poison, sha256 };

/// The calls with which a running task lets its worker act, on the worker's own thread. Faults fire
/// inside them, so a workload must hold no lock while it makes one.
class TaskContext {
 public:
  virtual ~TaskContext() = default;
  /// The task has done `share` (0..1) of its work. Cheap: call it about once a millisecond.
  virtual void progress(double share) = 0;
  /// Blocks in the kernel for `duration_ms`; an injected fault may fire during it.
  virtual void wait_ms(double duration_ms) = 0;
};

/// The result of one task. A workload throws nothing; it reports a failure through `failed`.
struct TaskResult {
  std::uint64_t value = 0;
  bool failed = false;  ///< a handled error: the task failed, its worker goes on
};

/// One row of the table of workloads.
struct WorkloadRow {
  WorkloadId id;
  std::string_view name;
  std::string_view sentence;        ///< one sentence for the audience
  std::string_view parameter_name;  ///< "n", "milliseconds"
  std::uint64_t parameter_default;
  std::uint64_t parameter_max;
  TaskResult (*run)(TaskContext& context, std::uint64_t task, std::uint64_t parameter);
  /// Whether a task that the tempo stretches repeats its computation (true) or sleeps. `task`
  /// decides for mixed work.
  bool (*burns)(std::uint64_t task);
};

std::span<const WorkloadRow> workloads();
const WorkloadRow& workload_row(WorkloadId id);

/// What to submit: a row and its parameter.
struct WorkloadSpec {
  WorkloadId id = WorkloadId::primes;
  std::uint64_t parameter = 20'000;

  friend bool operator==(const WorkloadSpec&, const WorkloadSpec&) = default;
};

/// Reads "primes" or "primes:20000". The error names what is allowed and the nearest valid word.
Result<WorkloadSpec> parse_workload_spec(std::string_view text);
std::string to_text(const WorkloadSpec& spec);

}  // namespace sharedfate
