#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>
#include <tbb/partitioner.h>
#include <tbb/task_arena.h>
#include <tbb/task_group.h>

#include "core/wire/ticks.h"
#include "tests/bench/pool_peers.h"

namespace sharedfate::bench {
namespace {

tbb::task_arena& arena() {
  static tbb::task_arena instance(peer_worker_count);
  return instance;
}

}  // namespace

double run_tbb_task_group(std::uint64_t tasks) {
  const std::uint64_t start_ns = monotonic_ns();
  arena().execute([tasks] {
    tbb::task_group group;
    for (std::uint64_t i = 0; i < tasks; ++i) group.run([] {});
    group.wait();
  });
  return static_cast<double>(monotonic_ns() - start_ns) / static_cast<double>(tasks);
}

double run_tbb_parallel_for(std::uint64_t tasks) {
  const std::uint64_t start_ns = monotonic_ns();
  arena().execute([tasks] {
    const tbb::blocked_range<std::uint64_t> indices(0, tasks, 1);
    tbb::parallel_for(
        indices, [](const tbb::blocked_range<std::uint64_t>&) {}, tbb::simple_partitioner());
  });
  return static_cast<double>(monotonic_ns() - start_ns) / static_cast<double>(tasks);
}

}  // namespace sharedfate::bench
