#include "app/playground/panel/script_actions.h"

#include <array>
#include <utility>

#include "app/playground/panel/actions.h"

namespace sharedfate {
namespace {

constexpr std::array chunk_sizes{1, 2, 3, 5, 10, 100, 1000};
constexpr int workers_default = 5;

void close_lanes(PanelContext& context) {
  for (const LaneIndex lane : open_lanes(context.model)) context.ui.ask(CloseLane{lane});
  context.view_state.preparations.clear();
}

/// Opens a lane for the code, paused at its first line; asks for consent first where it is needed.
void begin(PanelContext& context, ScriptViewState::Wish wish) {
  ScriptViewState& script = context.view_state.script;
  script.wish = wish;
  if (script.needs_consent()) {
    script.asked = script.editor.text();
    script.asked_scroll = 0;
    return;
  }
  close_lanes(context);
  const LaneKindRow& row = lane_kind_row(script.kind);
  LaneSpec spec;
  spec.kind = script.kind;
  spec.language = Language::python;
  spec.workers = std::min(workers_default, row.workers_max);
  spec.chunk_size = row.by_multiprocessing ? script.chunk_size : 1;
  script.ran = script.editor.text();
  const CodeOrigin origin = script.brought_by().empty() ? CodeOrigin::own : CodeOrigin::foreign;
  context.ui.ask(OpenLane{spec, {script.ran, origin}});
}

/// Whether the code runs or is paused, and its text is still the same.
bool goes_on(const PanelContext& context) {
  const LaneModel* lane = find_script_lane(context.model);
  return lane != nullptr && takes_requests(*lane) && !lane->script.is_over() &&
         runs_this_text(context);
}

}  // namespace

LaneIndex script_lane(const Model& model) {
  for (std::size_t i = 0; i < model.lanes.size(); ++i) {
    if (model.lanes[i].exists && model.lanes[i].script.exists()) return static_cast<LaneIndex>(i);
  }
  return -1;
}

const LaneModel* find_script_lane(const Model& model) {
  const LaneIndex lane = script_lane(model);
  return lane < 0 ? nullptr : &model.lanes[static_cast<std::size_t>(lane)];
}

bool runs_this_text(const PanelContext& context) {
  return context.view_state.script.ran == context.view_state.script.editor.text();
}

void open_script_view_if_due(PanelContext& context) {
  if (!context.view_state.script.opens || open_lanes(context.model).empty()) return;
  context.view_state.script.opens = false;
  toggle_script_view(context);
}

void toggle_script_view(PanelContext& context) {
  ScriptViewState& script = context.view_state.script;
  script.open = !script.open;
  script.typing = false;
  script.asked.clear();
  if (script.open) {
    script.lanes_before.clear();
    for (const LaneIndex lane : open_lanes(context.model))
      script.lanes_before.push_back(context.model.lanes[static_cast<std::size_t>(lane)].spec);
    close_lanes(context);
    return;
  }
  close_lanes(context);
  script.ran.clear();
  for (const LaneSpec& spec : script.lanes_before) context.ui.ask(OpenLane{spec});
}

void agree_to_script(PanelContext& context) {
  ScriptViewState& script = context.view_state.script;
  script.agreed = std::exchange(script.asked, {});
  begin(context, script.wish);
}

void run_or_hold_script(PanelContext& context) {
  const LaneIndex lane = script_lane(context.model);
  if (!goes_on(context)) return begin(context, ScriptViewState::Wish::run);
  const bool open = context.model.lanes[static_cast<std::size_t>(lane)].gate_open;
  if (open) {
    context.send(lane, CloseGate{});
  } else {
    context.send(lane, OpenGate{});
  }
}

void step_script(PanelContext& context) {
  const LaneIndex lane = script_lane(context.model);
  if (!goes_on(context)) return begin(context, ScriptViewState::Wish::none);
  if (context.model.lanes[static_cast<std::size_t>(lane)].gate_open)
    context.send(lane, CloseGate{});
  else
    context.send(lane, StepGate{});
}

void stop_script(PanelContext& context) {
  close_lanes(context);
  context.view_state.script.ran.clear();
  context.view_state.script.wish = ScriptViewState::Wish::none;
}

void choose_script_kind(PanelContext& context, LaneKind kind) {
  const bool ran = !context.view_state.script.ran.empty();
  context.view_state.script.kind = kind;
  if (ran) begin(context, ScriptViewState::Wish::run);
}

void choose_script_chunk(PanelContext& context, int difference) {
  int& size = context.view_state.script.chunk_size;
  auto place = std::find(chunk_sizes.begin(), chunk_sizes.end(), size) - chunk_sizes.begin();
  place = std::clamp<std::ptrdiff_t>(place + difference, 0, chunk_sizes.size() - 1);
  size = chunk_sizes[static_cast<std::size_t>(place)];
}

void choose_script_tempo(PanelContext& context, int difference) {
  ScriptViewState& script = context.view_state.script;
  const int index = std::clamp(tempo_index(script.tempo_ms) + difference, 0, tempo_count - 1);
  script.tempo_ms = tempo_at(index);
  const LaneModel* lane = find_script_lane(context.model);
  if (lane != nullptr && takes_requests(*lane))
    context.send(script_lane(context.model), SetTempo{script.tempo_ms});
}

void follow_script(PanelContext& context) {
  ScriptViewState& script = context.view_state.script;
  if (script.asked != script.editor.text()) script.asked.clear();
  const LaneModel* lane = find_script_lane(context.model);
  if (lane == nullptr || lane->script.state != ScriptState::paused ||
      script.wish != ScriptViewState::Wish::run)
    return;
  script.wish = ScriptViewState::Wish::none;
  const LaneIndex index = script_lane(context.model);
  context.send(index, SetTempo{script.tempo_ms});
  context.send(index, OpenGate{});
}

}  // namespace sharedfate
