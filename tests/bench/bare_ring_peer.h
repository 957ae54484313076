#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "core/base/result.h"

namespace sharedfate::bench {

/// The least that can hand tasks to other processes: one ring in shared memory per worker process,
/// a futex to sleep on at either end, and a count of what was taken. The worker does nothing with a
/// task. No telemetry, no account, no faults. Owns two worker processes, which end with it.
class BareRingPeer {
 public:
  static Result<std::unique_ptr<BareRingPeer>> start();
  ~BareRingPeer();
  BareRingPeer(const BareRingPeer&) = delete;
  BareRingPeer& operator=(const BareRingPeer&) = delete;

  /// Hands out `tasks` tickets in turn and waits until all were taken. Nanoseconds per task.
  double run(std::uint64_t tasks);

 private:
  static constexpr std::size_t worker_count = 2;
  BareRingPeer() = default;
  void sleep_while_full();
  void sleep_until_empty();

  struct Shared* shared_ = nullptr;
  std::array<int, worker_count> pids_{};
};

/// The worker's program: what the benchmark's own executable does when it is called with
/// "bare-ring-worker FD INDEX".
int run_bare_ring_worker(int descriptor, std::size_t index);

}  // namespace sharedfate::bench
