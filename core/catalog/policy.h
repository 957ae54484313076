#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace sharedfate {

/// What a pool of worker processes does when a worker dies.
enum class PolicyId : std::uint8_t { pool, executor, supervised };

/// One row of the table of policies, for menu, command line, tests and lessons. In lanes whose
/// workers share one address space all policies have the same effect: the queue and the code that
/// applies the policy die with the worker.
struct PolicyRow {
  PolicyId id;
  std::string_view name;      ///< on the command line: "pool"
  std::string_view title;     ///< on a button
  std::string_view sentence;  ///< for the class: what becomes of worker, task and caller
  std::string_view known_as;  ///< a well-known pool that does the same
};

std::span<const PolicyRow> policies();
const PolicyRow& policy_row(PolicyId id);

/// Supervised policy: how often a task is tried again after its worker died. At the next such death
/// it is set aside as poisoned.
constexpr int task_retries_max = 2;

}  // namespace sharedfate
