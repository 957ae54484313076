#include "core/lane/lane_kind.h"

#include <array>

#include "core/base/number.h"
#include "core/base/table.h"

namespace sharedfate {

std::span<const LaneKindRow> lane_kinds() {
  static constexpr std::array rows{
      LaneKindRow{LaneKind::serial, "serial", "Serial",
                  "One process, one thread: every task waits its turn in one line.", "T", true, 1},
      LaneKindRow{LaneKind::threads, "threads", "Threads",
                  "One process, many threads: they share the memory, the queue, and their fate.",
                  "T", true, worker_count_max},
      LaneKindRow{LaneKind::processes, "processes", "Processes",
                  "A parent and many processes: each has its own memory, and its own fate.", "P",
                  false, worker_count_max},
      LaneKindRow{LaneKind::shared_queue, "shared-queue", "Shared queue",
                  "Many processes, one queue under one lock: who dies with it strands the others.",
                  "P", false, worker_count_max, true},
      LaneKindRow{LaneKind::robust_queue, "robust-queue", "Shared queue, robust lock",
                  "The same, but the next one is told that the lock's holder died, and goes on.",
                  "P", false, worker_count_max, true},
  };
  return rows;
}

const LaneKindRow& lane_kind_row(LaneKind kind) {
  for (const LaneKindRow& row : lane_kinds()) {
    if (row.kind == kind) return row;
  }
  assert(false && "a lane kind without a row");
  return lane_kinds().front();
}

Result<LaneSpec> parse_lane_spec(std::string_view text) {
  const std::size_t colon = text.find(':');
  const auto row = find_row(lane_kinds(), "lane", text.substr(0, colon));
  if (!row) return row.error();
  const int workers_max = row.value()->workers_max;
  LaneSpec spec;
  spec.kind = row.value()->kind;
  spec.workers = std::min(spec.workers, workers_max);
  if (colon == std::string_view::npos) return spec;

  const auto workers = parse_number(text.substr(colon + 1));
  if (!workers || *workers < worker_count_min ||
      *workers > static_cast<std::uint64_t>(workers_max)) {
    return Error{
        "read lane '" + std::string(text) + "'",
        "a " + std::string(row.value()->name) + " lane has from " +
            std::to_string(worker_count_min) + " to " + std::to_string(workers_max) + " workers",
        "for example " + std::string(row.value()->name) + ":" + std::to_string(spec.workers)};
  }
  spec.workers = static_cast<int>(*workers);
  return spec;
}

std::string to_text(const LaneSpec& spec) {
  return std::string(lane_kind_row(spec.kind).name) + ":" + std::to_string(spec.workers);
}

std::string_view language_name(Language language) {
  switch (language) {
    case Language::cpp:
      return "cpp";
  }
  return "";
}

}  // namespace sharedfate
