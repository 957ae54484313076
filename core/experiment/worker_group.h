#pragma once

#include <atomic>
#include <cstdint>
#include <functional>

#include "core/base/result.h"

// Workers that start together, as threads of this process or as copies of it.
namespace sharedfate {

enum class WorkerForm { threads, processes };

/// Which cores they run on.
enum class Placement {
  spread,  ///< each on one of its own, as far as there are enough: they do run at the same time
  free  ///< wherever the system puts them: short work may well be over before it moves them apart
};

/// Where they wait for each other. In memory that all of them share; new for each group.
struct StartGate {
  std::atomic<std::uint32_t> ready{0};   ///< futex word: how many have come
  std::atomic<std::uint32_t> opened{0};  ///< futex word: one of the states below
  std::atomic<std::uint32_t> begun{0};   ///< how many run
  static constexpr std::uint32_t closed = 0, go = 1, go_home = 2;
};

/// Starts `count` workers, lets all of them begin `body(worker)` (from 0) at the same moment, and
/// returns when all have ended. An error: not all could be started, or one has died; the others
/// are gone, too. Precondition: this process has no other thread.
Status run_together(WorkerForm form, Placement placement, std::uint32_t count, StartGate& gate,
                    const std::function<void(std::uint32_t worker)>& body);

}  // namespace sharedfate
