#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "core/base/result.h"

namespace sharedfate::bench {

/// The minimum that passes tasks to other processes: one ring in shared memory for each worker
/// process, a futex at either end, and a count of the tasks taken. A worker only adds up the task
/// numbers. No telemetry, no account, no faults. Owns two worker processes, which end with it.
class BareRingPeer {
 public:
  static Result<std::unique_ptr<BareRingPeer>> start();
  ~BareRingPeer();
  BareRingPeer(const BareRingPeer&) = delete;
  BareRingPeer& operator=(const BareRingPeer&) = delete;

  /// Puts `tasks` tickets into the rings in turn and waits until all have been taken. Returns
  /// nanoseconds per task.
  double run(std::uint64_t tasks);

 private:
  static constexpr std::size_t worker_count = 2;
  BareRingPeer() = default;
  void sleep_while_full();
  void sleep_until_empty();

  struct Shared* shared_ = nullptr;
  std::array<int, worker_count> pids_{};
};

/// What a worker process runs: the benchmark's executable, called with "bare-ring-worker FD INDEX".
/// Returns after an error only, with the exit status.
int run_bare_ring_worker(int descriptor, std::size_t index);

}  // namespace sharedfate::bench
