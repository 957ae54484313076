#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <string_view>

#include "core/base/result.h"
#include "core/experiment/parameters.h"

// Workers that begin together, as threads of this process or as processes made by fork.
namespace sharedfate {

enum class WorkerForm { threads, processes };
/// By WorkerForm; as a parameter says it.
constexpr std::array<std::string_view, 2> worker_form_words{"threads", "processes"};
/// Precondition: `word` is one of worker_form_words.
constexpr WorkerForm worker_form_of(std::string_view word) {
  return word == worker_form_words[0] ? WorkerForm::threads : WorkerForm::processes;
}

/// The parameter that chooses it for all workers of an experiment.
constexpr ParameterRow form_parameter{.name = "form",
                                      .sentence = "What they are",
                                      .kind = ParameterKind::word,
                                      .standard = worker_form_words[0],
                                      .words = worker_form_words};

/// On which cores the workers run.
enum class Placement {
  spread,  ///< each bound to a core of its own, if there are enough, to run at the same time
  free     ///< as the kernel decides: short work may be over before it spreads them over the cores
};

constexpr std::uint32_t group_workers_max = 64;

/// Where the workers wait for each other, and when each of them ran. In memory that they share; a
/// new one for each group.
struct GroupMemory {
  std::atomic<std::uint32_t> ready{0};   ///< futex word: how many workers have reached the gate
  std::atomic<std::uint32_t> opened{0};  ///< futex word: one of the states below
  std::atomic<std::uint32_t> begun{0};   ///< how many workers have passed the gate
  static constexpr std::uint32_t closed = 0, go = 1, cancelled = 2;
  struct Times {
    alignas(64) std::uint64_t start_ns = 0, end_ns = 0;  ///< written by one worker only
  };
  std::array<Times, group_workers_max> times;

  /// From the first start to the last end of the workers before `count`. Precondition: they have
  /// ended.
  [[nodiscard]] double wall_ns(std::uint32_t count) const;
};

/// Starts `count` (at most group_workers_max) workers, lets all of them begin `body(worker)` (from
/// 0) at the same moment, and returns when all have ended. An error: not all could be started, or
/// one has died; the others have then ended, too. Precondition: this process has no other thread.
Status run_together(WorkerForm form, Placement placement, std::uint32_t count, GroupMemory& memory,
                    const std::function<void(std::uint32_t worker)>& body);

/// Adds 1 to `begun` and returns once it is `count`. Spins instead of sleeping: others could finish
/// before a sleeping worker is woken.
void begin_together(std::atomic<std::uint32_t>& begun, std::uint32_t count);

}  // namespace sharedfate
