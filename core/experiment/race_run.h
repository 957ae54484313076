#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "core/base/result.h"
#include "core/experiment/protection.h"

namespace sharedfate {

/// Where the counter is.
enum class RaceMemoryKind {
  threads,  ///< in the one memory of threads
  shared,   ///< in memory that processes share because they asked for it
  private_  ///< in each process's own memory: copies since the fork
};

struct RaceSetting {
  RaceMemoryKind memory = RaceMemoryKind::threads;
  Placement placement = Placement::spread;
  std::uint32_t workers = 2;     ///< 1 to race_workers_max
  std::uint64_t increments = 0;  ///< of each of them
};

/// One run: what came of it.
struct RaceFigures {
  std::uint64_t total = 0;     ///< the counter afterwards, as its starter sees it
  std::uint64_t own_view = 0;  ///< as the first worker saw its own at its end
  double wall_ns = 0;          ///< from the first worker's start to the last one's end
  struct Waiting {
    std::uint64_t waits = 0, waited_ns = 0;
    std::array<std::uint64_t, race_workers_max> waited_for{};
  };
  std::vector<Waiting> waiting;  ///< by worker, without the queue's owner; of a watched run
};

/// Lets the workers increment one counter. `watched`: measures who waits for whom instead of the
/// speed. Precondition: the caller's process has no other thread; `private_` and a protection that
/// has an owner do not go together.
Result<RaceFigures> run_race(const ProtectionRow& protection, const RaceSetting& setting,
                             bool watched);

}  // namespace sharedfate
