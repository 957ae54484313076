// The part of LaneConnection that tells how much of a core each worker has had.
#include <algorithm>
#include <cmath>

#include "core/lab/lane_connection.h"
#include "core/system/thread_state.h"

namespace sharedfate {
namespace {

/// The kernel counts in steps of 10 ms: a shorter look would be too coarse.
constexpr std::uint64_t look_ns = 500'000'000;
constexpr double change_min = 0.01;

}  // namespace

void LaneConnection::drain_cpu(const Lab::EventSink& sink) {
  const std::uint64_t now_ns = monotonic_ns();
  if (now_ns - cpu_looked_ns_ < look_ns) return;
  const auto since_ns = static_cast<double>(now_ns - cpu_looked_ns_);
  const bool first = cpu_looked_ns_ == 0;
  cpu_looked_ns_ = now_ns;
  for (std::size_t i = 0; i < workers_.size(); ++i) {
    WorkerSeen& seen = workers_[i];
    if (!seen.memory || seen.tid == 0) continue;
    const std::uint64_t before = seen.cpu_ns;
    seen.cpu_ns = std::max(before, thread_cpu_ns(seen.pid, seen.tid));
    if (first || before == 0) continue;
    const double share = static_cast<double>(seen.cpu_ns - before) / since_ns;
    if (std::abs(share - seen.last_cpu) < change_min) continue;
    seen.last_cpu = share;
    sink(CpuMeasured{lane_, static_cast<int>(i + 1), share});
  }
}

}  // namespace sharedfate
