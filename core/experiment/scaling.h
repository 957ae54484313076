#pragma once

#include <cstdint>

#include "core/experiment/worker_group.h"

// Equal workers that take tasks from one shared counter.
namespace sharedfate {

/// What each task does: it computes for `iterations` iterations, then sleeps for `wait_us`.
struct TeamTask {
  std::uint64_t iterations = 0;
  std::uint64_t wait_us = 0;
};

struct TeamRun {
  double elapsed_ms = 0;         ///< from the start of work to the end of the last task
  std::uint64_t tasks_done = 0;  ///< as the workers counted them
};

/// Lets the workers do `tasks` tasks. Starting and ending the workers is not timed. Limits, errors
/// and precondition are those of run_together().
Result<TeamRun> run_team(WorkerForm form, std::uint32_t workers, std::uint64_t tasks,
                         const TeamTask& task);

}  // namespace sharedfate
