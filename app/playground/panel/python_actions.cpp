#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "app/playground/panel/actions.h"
#include "core/system/interpreters.h"

namespace sharedfate {
namespace {

constexpr std::array<std::uint32_t, switch_interval_count> intervals_us{100,   500,    1'000,
                                                                        5'000, 20'000, 100'000};

bool is_python(const LaneModel& lane) {
  return lane.exists && lane.spec.language == Language::python;
}

}  // namespace

bool has_python_threads(const LaneModel& lane) {
  return is_python(lane) && lane_kind_row(lane.spec.kind).one_address_space;
}

int switch_interval_index(std::uint32_t interval_us) {
  const auto at = std::lower_bound(intervals_us.begin(), intervals_us.end() - 1, interval_us);
  return static_cast<int>(at - intervals_us.begin());
}

void set_switch_interval(PanelContext& context, int index) {
  const std::uint32_t interval_us = intervals_us[static_cast<std::size_t>(index)];
  if (interval_us == context.view_state.switch_interval_us) return;
  context.view_state.switch_interval_us = interval_us;
  for (const LaneIndex index_of_lane : open_lanes(context.model)) {
    const LaneModel& lane = context.model.lanes[static_cast<std::size_t>(index_of_lane)];
    if (has_python_threads(lane) && takes_requests(lane))
      context.send(index_of_lane, SetSwitchInterval{interval_us});
  }
}

void next_interpreter(PanelContext& context) {
  // Empty: the first python3 in PATH.
  std::vector<std::string> paths{""};
  for (std::string& path : find_interpreters()) paths.push_back(std::move(path));
  std::vector<LaneIndex> lanes = open_lanes(context.model);
  const auto lane_at = [&](LaneIndex index) -> const LaneModel& {
    return context.model.lanes[static_cast<std::size_t>(index)];
  };
  std::erase_if(lanes, [&](LaneIndex index) { return !is_python(lane_at(index)); });
  if (lanes.empty()) return;
  const auto now = std::find(paths.begin(), paths.end(), lane_at(lanes.front()).spec.python);
  const std::string& next =
      now == paths.end() || now + 1 == paths.end() ? paths.front() : *(now + 1);
  // All are closed before the first is opened again, so that each lane keeps its index.
  for (const LaneIndex index : lanes) context.ui.ask(CloseLane{index});
  for (const LaneIndex index : lanes) {
    LaneSpec spec = lane_at(index).spec;
    spec.python = next;
    context.ui.ask(OpenLane{spec});
    context.view_state.preparations[static_cast<std::size_t>(index)] = {true, true,
                                                                        lane_at(index).lane_pid};
  }
}

}  // namespace sharedfate
