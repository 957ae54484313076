#pragma once

#include <cstdint>
#include <string_view>

#include "core/base/result.h"

// Equal workers that take tasks from one shared counter.
namespace sharedfate {

/// What each task does: it computes for `iterations` iterations, then sleeps for `wait_us`.
struct TeamTask {
  std::uint64_t iterations = 0;
  std::uint64_t wait_us = 0;
};

enum class TeamKind : std::uint8_t { threads, processes };
std::string_view team_kind_name(TeamKind kind);

struct TeamRun {
  double elapsed_ms = 0;         ///< from the start of work to the end of the last task
  std::uint64_t tasks_done = 0;  ///< as the workers counted them
};

/// Starts the workers, waits until all are ready, lets them do `tasks` tasks, and waits for their
/// end. Starting and ending are not timed. An error: a worker could not be started. Precondition:
/// the caller's process has no other thread.
Result<TeamRun> run_team(TeamKind kind, int workers, std::uint64_t tasks, const TeamTask& task);

/// How many iterations one core does in a microsecond. Measures it.
double iterations_per_us();

}  // namespace sharedfate
