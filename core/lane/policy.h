#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace sharedfate {

/// What a pool of worker processes makes of a worker's death.
enum class PolicyId : std::uint8_t { pool, executor, supervised };

/// One row of the table of policies: menu, command line, tests and lessons are made from it. In
/// lanes whose workers share one address space all rows come to the same: the queue and whoever
/// could decide die with the worker.
struct PolicyRow {
  PolicyId id;
  std::string_view name;      ///< the word on the command line: "pool"
  std::string_view title;     ///< the words on a button
  std::string_view sentence;  ///< for the audience: what becomes of worker, task and caller
  std::string_view known_as;  ///< a well-known pool that behaves so
};

std::span<const PolicyRow> policies();
const PolicyRow& policy_row(PolicyId id);

/// Supervised: how often a task is tried again after it has lost its worker. One that has taken
/// this many workers and one more is set aside as poison.
constexpr int task_retries_max = 2;

}  // namespace sharedfate
