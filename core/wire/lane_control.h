#pragma once

#include <atomic>
#include <cstdint>
#include <type_traits>

#include "core/wire/lock_pair.h"
#include "core/wire/ticks.h"

// What steers all workers of a lane: one sealed memfd per lane, written by the supervisor (the
// permits and the locks also by workers).
namespace sharedfate {

struct LaneControl {
  std::atomic<std::uint32_t>
      sequence;  ///< futex word: bumped whenever a worker that waits at the gate should look
  std::atomic<std::uint32_t> gate_open;
  std::atomic<std::uint32_t> permits;   ///< tasks that may pass the closed gate, one each
  std::atomic<std::uint32_t> tempo_ms;  ///< 0: full speed
  std::uint32_t deadline_ms;
  std::int32_t niceness;  ///< of the workers only: who reports on them is not slowed down
  std::uint64_t seed;
  TickClock clock;  ///< measured once, so that no process of the lane has to take the time
  std::array<LockPair, lock_pair_count> lock_pairs;  ///< prepared by the head for each deadlock
};
static_assert(std::is_trivially_copyable_v<TickClock>);

/// What the queue's holder says of itself: one sealed memfd per incarnation of the head, written by
/// the head only.
struct HeadMemory {
  std::uint32_t magic;
  std::uint32_t version;
  std::atomic<std::uint64_t> accepted;  ///< raised before any of the tasks can start
  std::atomic<std::uint64_t> cancelled;
  std::atomic<std::uint64_t> queue_depth;
  std::atomic<std::uint64_t> requests_handled;  ///< sequence number of the last request acted on
};

}  // namespace sharedfate
