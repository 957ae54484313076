#include "core/report/run_text.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/model/death_text.h"
#include "core/report/script_text.h"

namespace sharedfate {
namespace {

constexpr std::string_view row_format =
    "{:<{}}{:>11}{:>11}{:>8}{:>10}{:>11}{:>8}{:>10}{:>11}{:>12}\n";
constexpr std::size_t name_width_min = 14;
constexpr std::size_t deaths_listed_max = 20;

/// The lane's name without the path of its interpreter, which would be too wide for the column.
std::string row_name(const LaneModel& lane) {
  LaneSpec spec = lane.spec;
  spec.python.clear();
  return to_text(spec);
}

std::string table_head(std::size_t name_width) {
  return fmt::format(row_format, "lane", name_width, "submitted", "done", "failed", "lost",
                     "cancelled", "alive", "respawns", "wall ms", "tasks/s");
}

std::string lane_row(const LaneModel& lane, const LaneTiming& timing, std::size_t name_width) {
  const Account account = lane.account();
  return fmt::format(row_format, row_name(lane), name_width, account.submitted, account.done,
                     account.failed, account.lost, account.cancelled,
                     fmt::format("{}/{}", lane.alive(), lane.spec.workers), lane.respawns,
                     fmt::format("{:.1f}", timing.wall_ms),
                     fmt::format("{:.0f}", timing.tasks_per_s));
}

std::string lane_notes(const LaneModel& lane, const std::string& trouble) {
  std::string text;
  const std::string name = to_text(lane.spec);
  if (!trouble.empty()) {
    text += fmt::format("{}: {}\n", name, trouble);
  } else if (!lane.trouble.empty()) {
    text += fmt::format("{}: note: {}\n", name, lane.trouble);
  }
  if (!lane.balanced())
    text += fmt::format("{}: DOES NOT BALANCE: {}\n", name, account_text(lane.account()));
  text += script_text(lane);
  const std::size_t listed = std::min(lane.deaths.size(), deaths_listed_max);
  if (lane.death_count > listed) {
    text += fmt::format("{}: {} deaths; the last {}:\n", name, lane.death_count, listed);
  }
  for (std::size_t i = lane.deaths.size() - listed; i < lane.deaths.size(); ++i) {
    text += fmt::format("\n{}: {}", name, death_paragraph(lane.spec, lane.deaths[i]));
  }
  return text;
}

}  // namespace

std::string run_text(const RunResult& result) {
  std::size_t name_width = name_width_min;
  for (const LaneModel& lane : result.model.lanes)
    name_width = std::max(name_width, row_name(lane).size() + 1);
  std::string text = table_head(name_width);
  std::string notes;
  for (std::size_t i = 0; i < result.model.lanes.size(); ++i) {
    text += lane_row(result.model.lanes[i], result.timings[i], name_width);
    notes += lane_notes(result.model.lanes[i], result.troubles[i]);
  }
  return text + notes;
}

}  // namespace sharedfate
