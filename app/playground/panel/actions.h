#pragma once

#include "app/playground/panel/panel.h"

// What the controls do, whichever panel or key they are on: each is requests to the lanes and a
// note on the desk.
namespace sharedfate {

/// The lane's queue's holder lives, so that it takes requests.
[[nodiscard]] bool takes_requests(const LaneModel& lane);
/// Lanes that exist, in order.
[[nodiscard]] std::vector<LaneIndex> open_lanes(const Model& model);
/// Workers that are shown: those wanted and those that still leave.
[[nodiscard]] int workers_shown(const LaneModel& lane);

void toggle_run(PanelContext& context);
void step_once(PanelContext& context);
void reset_lanes(PanelContext& context);
void restart_lane(PanelContext& context, LaneIndex lane);
void add_tasks(PanelContext& context);

constexpr int tempo_count = 12;
/// The stretched length of a task at place `index` of the slider, from slow to full speed (0).
[[nodiscard]] std::uint32_t tempo_at(int index);
/// The place on the slider that is nearest to that tempo.
[[nodiscard]] int tempo_index(std::uint32_t tempo_ms);
void set_tempo(PanelContext& context, int index);
/// What the lanes of processes make of a worker's death: that of the first of them.
PolicyId chosen_policy(const Model& model);
/// The next one, for every lane.
void next_policy(PanelContext& context);

/// Threads of one interpreter: only between these does a switch interval mean anything.
[[nodiscard]] bool has_python_threads(const LaneModel& lane);
constexpr int switch_interval_count = 6;
/// The place on the slider that is nearest to that interval.
[[nodiscard]] int switch_interval_index(std::uint32_t interval_us);
/// How long a Python thread may keep the GIL, by its place on the slider.
void set_switch_interval(PanelContext& context, int index);
/// The next Python interpreter of this computer, for every lane of Python: each starts anew.
void next_interpreter(PanelContext& context);

void change_workers(PanelContext& context, int difference);
void next_workload(PanelContext& context);
void next_task_count(PanelContext& context);
/// Two lanes, three, four, and two again.
void next_lane_count(PanelContext& context);

/// Injects into that worker now; into the worker of that number in every lane where the desk says
/// so.
void inject(PanelContext& context, FaultId fault, LaneIndex lane, int worker);
void choose_worker(PanelContext& context, int difference);
/// Reads "lane.0.worker.3"; false for any other name.
[[nodiscard]] bool parse_worker_name(std::string_view name, LaneIndex& lane, int& worker);
[[nodiscard]] std::string worker_name(LaneIndex lane, int worker);

/// Tells lanes that have just come to life what the desk has chosen, and gives new ones their
/// tasks. Once a frame.
void prepare_lanes(PanelContext& context);

}  // namespace sharedfate
