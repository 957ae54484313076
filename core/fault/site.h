#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace sharedfate {

/// Where in a worker's life a fault fires. The number is stored in shared memory.
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
  std::string_view name;      ///< the word in a fault spec: "mid-task"
  std::string_view sentence;  ///< for the audience: where that is, in one sentence
  std::string_view how;       ///< for experts: state of worker, task and queue there
  bool in_task;               ///< a task runs there; at the other sites none does
  bool counts_tasks;  ///< task=K says from which of its tasks on; if false, passed only once
};

std::span<const SiteRow> sites();
const SiteRow& site_row(SiteId id);

}  // namespace sharedfate
