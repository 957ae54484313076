#pragma once

#include "app/playground/panel/panel.h"

// What actions do that belong to no panel: each sends requests to the lanes or the app, and updates
// what panels share.
namespace sharedfate {

/// Whether the process that holds the lane's queue runs, so that the lane takes requests.
[[nodiscard]] bool takes_requests(const LaneModel& lane);
/// The indices of the lanes that exist, ascending.
[[nodiscard]] std::vector<LaneIndex> open_lanes(const Model& model);
/// How many worker slots are shown: the wanted workers and those that are still stopping.
[[nodiscard]] int workers_shown(const LaneModel& lane);

// Each returns whether the action is one of its own.
/// Theme and size of text, sheets, labs, notes.
bool act_on_views(PanelContext& context, UserAction action);
/// Moves the open lesson, and counts its votes.
bool act_on_lesson(PanelContext& context, UserAction action);
/// What the controls of free play and the dead lanes' buttons do.
bool act_on_lanes(PanelContext& context, UserAction action);

/// Sets the controls, and sends what has changed to the lanes. Verb::undo takes it back; all that
/// one `gesture` (as Ui::gesture()) has changed, at once.
void set_controls(PanelContext& context, const Controls& wanted, std::uint64_t gesture = 0);
void restart_lane(PanelContext& context, LaneIndex lane);

constexpr int tempo_count = 12;
/// The length of a stretched task, ms, at an index of the slider: from slow to full speed (0).
[[nodiscard]] std::uint32_t tempo_at(int index);
/// The index on the slider that is nearest to that tempo.
[[nodiscard]] int tempo_index(std::uint32_t tempo_ms);
/// The policy of the first lane whose workers are processes; `pool` if there is none.
PolicyId chosen_policy(const Model& model);

/// Whether the workers are threads of one interpreter: only those have a switch interval.
[[nodiscard]] bool has_python_threads(const LaneModel& lane);
constexpr int switch_interval_count = 6;
/// How long a Python thread may keep the GIL, microseconds, at an index of the slider.
[[nodiscard]] std::uint32_t switch_interval_at(int index);
/// The index on the slider of the first interval that is not shorter; the last if all are.
[[nodiscard]] int switch_interval_index(std::uint32_t interval_us);

/// Injects into that worker, or into the worker of that number in every lane, at once or at its
/// next task, as the controls say.
void inject(PanelContext& context, FaultId fault, LaneIndex lane, int worker);
/// Parses "lane.0.worker.3"; false for any other name.
[[nodiscard]] bool parse_worker_name(std::string_view name, LaneIndex& lane, int& worker);
[[nodiscard]] std::string worker_name(LaneIndex lane, int worker);

/// Sends the controls' settings to lanes that have just come up, and tasks to new ones. Call it
/// once a frame.
void prepare_lanes(PanelContext& context);

}  // namespace sharedfate
