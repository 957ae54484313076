#include "core/fault/site.h"

#include <array>
#include <cassert>

namespace sharedfate {

std::span<const SiteRow> sites() {
  static constexpr std::array rows{
      SiteRow{SiteId::mid_task, "mid-task", "In the middle of a task.",
              "the task counts as running; its result does not exist yet", true, true},
      SiteRow{SiteId::idle, "idle", "Between two tasks, while it has nothing to do with the queue.",
              "the last task is over and written down; the next one is not taken", false, true},
      SiteRow{SiteId::waiting, "waiting", "Waiting for the queue, because that is empty.",
              "it has found the queue empty and is about to sleep until a task comes", false, true},
      SiteRow{SiteId::lock, "lock", "While it holds the queue's lock.",
              "it has the lock, the queue is as it was, and no other worker gets in", false, true},
      SiteRow{SiteId::event, "event", "While it writes down that a task is over.",
              "half of the record is in the ring; the task does not count as ended yet", true,
              true},
      SiteRow{SiteId::start, "start", "At its start, before it is ready.",
              "it runs and has reported nothing; a living worker is asked to stop first, and each "
              "successor does it again",
              false, false},
      SiteRow{SiteId::shutdown, "shutdown", "While it stops, because it was asked to.",
              "its last task is over, and it has not reported its end", false, false},
  };
  return rows;
}

const SiteRow& site_row(SiteId id) {
  for (const SiteRow& row : sites()) {
    if (row.id == id) return row;
  }
  assert(false && "a site without a row");
  return sites().front();
}

}  // namespace sharedfate
