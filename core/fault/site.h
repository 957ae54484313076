#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace sharedfate {

/// Where in a worker's life a fault fires. Shared memory holds the number.
enum class SiteId : std::uint8_t {
  mid_task,
  idle,
  waiting,
  lock,
  event,
  start,
  shutdown,
};

/// One row of the table of sites, each of which is a failpoint in the worker (`Worker::pass`).
struct SiteRow {
  SiteId id;
  std::string_view name;      ///< the word in a capsule: "mid-task"
  std::string_view sentence;  ///< for the audience: where that is, in one sentence
  std::string_view how;       ///< for the curious: what the worker has done by then, and what not
  bool in_task;       ///< the worker runs a task there, which is lost with it; elsewhere none is
  bool counts_tasks;  ///< task=K says from which of the worker's tasks on; else it comes once
};

std::span<const SiteRow> sites();
const SiteRow& site_row(SiteId id);

}  // namespace sharedfate
