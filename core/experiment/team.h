#pragma once

#include <cstdint>
#include <string_view>

#include "core/base/result.h"

// Workers of equal rights that share out tasks among themselves.
namespace sharedfate {

/// What each task does: computes so much, then waits so long.
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

/// Starts the workers, waits until all are ready, has them do `tasks` tasks, and ends them.
/// Starting and ending are not in the time. The caller has one thread only.
Result<TeamRun> run_team(TeamKind kind, int workers, std::uint64_t tasks, const TeamTask& task);

/// How many iterations take a microsecond on one core, measured now.
double iterations_per_us();

}  // namespace sharedfate
