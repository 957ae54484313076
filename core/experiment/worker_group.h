#pragma once

#include <atomic>
#include <cstdint>
#include <functional>

#include "core/base/result.h"

// Workers that begin together, as threads of this process or as processes made by fork.
namespace sharedfate {

enum class WorkerForm { threads, processes };

/// On which cores the workers run.
enum class Placement {
  spread,  ///< each bound to a core of its own, if there are enough, to run at the same time
  free     ///< as the kernel decides: short work may be over before it spreads them over the cores
};

/// Where the workers wait for each other. In memory that they share; a new one for each group.
struct StartGate {
  std::atomic<std::uint32_t> ready{0};   ///< futex word: how many workers have reached the gate
  std::atomic<std::uint32_t> opened{0};  ///< futex word: one of the states below
  std::atomic<std::uint32_t> begun{0};   ///< how many workers have passed the gate
  static constexpr std::uint32_t closed = 0, go = 1, cancelled = 2;
};

/// Starts `count` workers, lets all of them begin `body(worker)` (from 0) at the same moment, and
/// returns when all have ended. An error: not all could be started, or one has died; the others
/// have then ended, too. Precondition: this process has no other thread.
Status run_together(WorkerForm form, Placement placement, std::uint32_t count, StartGate& gate,
                    const std::function<void(std::uint32_t worker)>& body);

}  // namespace sharedfate
