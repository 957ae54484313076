#pragma once

#include "app/playground/panel/panel.h"

// What the controls do, whichever panel or key they belong to: each sends requests to the lanes and
// updates the view state.
namespace sharedfate {

/// Whether the process that holds the lane's queue runs, so that the lane takes requests.
[[nodiscard]] bool takes_requests(const LaneModel& lane);
/// The indices of the lanes that exist, ascending.
[[nodiscard]] std::vector<LaneIndex> open_lanes(const Model& model);
/// How many worker slots are shown: the wanted workers and those that are still stopping.
[[nodiscard]] int workers_shown(const LaneModel& lane);

void toggle_run(PanelContext& context);
void step_once(PanelContext& context);
void reset_lanes(PanelContext& context);
void restart_lane(PanelContext& context, LaneIndex lane);
void add_tasks(PanelContext& context);

constexpr int tempo_count = 12;
/// The length of a stretched task, ms, at an index of the slider: from slow to full speed (0).
[[nodiscard]] std::uint32_t tempo_at(int index);
/// The index on the slider that is nearest to that tempo.
[[nodiscard]] int tempo_index(std::uint32_t tempo_ms);
void set_tempo(PanelContext& context, int index);
/// The policy of the first lane whose workers are processes; `pool` if there is none.
PolicyId chosen_policy(const Model& model);
/// Sets the next policy in every lane.
void next_policy(PanelContext& context);

/// Whether the workers are threads of one interpreter: only those have a switch interval.
[[nodiscard]] bool has_python_threads(const LaneModel& lane);
constexpr int switch_interval_count = 6;
/// The index on the slider of the first interval that is not shorter; the last if all are.
[[nodiscard]] int switch_interval_index(std::uint32_t interval_us);
/// Sets how long a Python thread may keep the GIL, by its index on the slider.
void set_switch_interval(PanelContext& context, int index);
/// Reopens every Python lane with the next Python interpreter of this computer.
void next_interpreter(PanelContext& context);

void change_workers(PanelContext& context, int difference);
void next_workload(PanelContext& context);
void next_task_count(PanelContext& context);
/// Opens one more lane, up to four; then closes all but two.
void next_lane_count(PanelContext& context);

/// Injects into that worker, or into the worker of that number in every lane, at once or at its
/// next task, as the view state says.
void inject(PanelContext& context, FaultId fault, LaneIndex lane, int worker);
void choose_worker(PanelContext& context, int difference);
/// Parses "lane.0.worker.3"; false for any other name.
[[nodiscard]] bool parse_worker_name(std::string_view name, LaneIndex& lane, int& worker);
[[nodiscard]] std::string worker_name(LaneIndex lane, int worker);

/// Sends the view state's settings to lanes that have just come up, and tasks to new ones. Call it
/// once a frame.
void prepare_lanes(PanelContext& context);

}  // namespace sharedfate
