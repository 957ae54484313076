#include "app/playground/panel/actions.h"

#include <array>
#include <cstdlib>
#include <tuple>

#include "core/base/number.h"

namespace sharedfate {
namespace {

constexpr std::array<std::uint32_t, tempo_count> tempos_ms{2000, 1500, 1000, 700, 400, 200,
                                                           100,  50,   20,   10,  5,   0};
constexpr std::array<std::uint64_t, 8> task_counts{10,    50,     100,     500,
                                                   1'000, 10'000, 100'000, 1'000'000};
constexpr std::size_t lanes_max = 4;

int workers_allowed(const LaneModel& lane, int wanted) {
  return std::clamp(wanted, worker_count_min, lane_kind_row(lane.spec.kind).workers_max);
}

void send_to_living(PanelContext& context, const Request& request) {
  for (const LaneIndex lane : open_lanes(context.model)) {
    if (takes_requests(context.model.lanes[static_cast<std::size_t>(lane)]))
      context.send(lane, request);
  }
}

Request gate_request(bool open) { return open ? Request{OpenGate{}} : Request{CloseGate{}}; }

/// A kind of lane that is not open yet; if all are, one more lane of threads.
LaneSpec next_lane_spec(const PanelContext& context) {
  for (const LaneKind kind :
       {LaneKind::threads, LaneKind::processes, LaneKind::python_threads, LaneKind::python_pool,
        LaneKind::serial, LaneKind::shared_queue, LaneKind::robust_queue}) {
    bool shown = false;
    for (const LaneModel& lane : context.model.lanes)
      shown = shown || (lane.exists && lane.spec.kind == kind);
    const LaneKindRow& row = lane_kind_row(kind);
    if (!shown) return {kind, row.language, std::min(context.view_state.workers, row.workers_max)};
  }
  return {LaneKind::threads, Language::cpp, context.view_state.workers};
}

}  // namespace

bool takes_requests(const LaneModel& lane) {
  return lane.exists && (lane.state == LaneState::open || lane.state == LaneState::paused) &&
         lane.lane_pid != 0;
}

std::vector<LaneIndex> open_lanes(const Model& model) {
  std::vector<LaneIndex> lanes;
  for (std::size_t i = 0; i < model.lanes.size(); ++i) {
    if (model.lanes[i].exists) lanes.push_back(static_cast<LaneIndex>(i));
  }
  return lanes;
}

int workers_shown(const LaneModel& lane) {
  const int last = lane.workers.empty() ? 0 : lane.workers.back().worker;
  return std::clamp(std::max(lane.spec.workers, last), 1, worker_count_max);
}

void toggle_run(PanelContext& context) {
  context.view_state.running = !context.view_state.running;
  send_to_living(context, gate_request(context.view_state.running));
}

void step_once(PanelContext& context) {
  if (context.view_state.running) toggle_run(context);
  send_to_living(context, StepGate{});
}

void reset_lanes(PanelContext& context) {
  for (const LaneIndex lane : open_lanes(context.model)) {
    const auto index = static_cast<std::size_t>(lane);
    context.send(lane, ResetLane{});
    context.view_state.preparations[index] = {true, true, context.model.lanes[index].lane_pid};
  }
}

void restart_lane(PanelContext& context, LaneIndex lane) {
  context.send(lane, RestartLane{});
  context.view_state.preparations[static_cast<std::size_t>(lane)] = {true, false, 0};
}

void add_tasks(PanelContext& context) {
  send_to_living(context, SubmitTasks{context.view_state.workload, context.view_state.tasks});
}

std::uint32_t tempo_at(int index) {
  return tempos_ms[static_cast<std::size_t>(std::clamp(index, 0, tempo_count - 1))];
}

int tempo_index(std::uint32_t tempo_ms) {
  int nearest = 0;
  for (int i = 0; i < tempo_count; ++i) {
    const auto distance = [&](int place) {
      return std::abs(static_cast<long>(tempo_at(place)) - static_cast<long>(tempo_ms));
    };
    if (distance(i) < distance(nearest)) nearest = i;
  }
  return nearest;
}

void set_tempo(PanelContext& context, int index) {
  const std::uint32_t tempo = tempo_at(index);
  if (tempo == context.view_state.tempo_ms) return;
  context.view_state.tempo_ms = tempo;
  send_to_living(context, SetTempo{tempo});
}

void change_workers(PanelContext& context, int difference) {
  const int wanted =
      std::clamp(context.view_state.workers + difference, worker_count_min, worker_count_max);
  if (wanted == context.view_state.workers) return;
  context.view_state.workers = wanted;
  context.view_state.worker = std::min(context.view_state.worker, wanted);
  for (const LaneIndex index : open_lanes(context.model)) {
    const LaneModel& lane = context.model.lanes[static_cast<std::size_t>(index)];
    if (takes_requests(lane) && lane_kind_row(lane.spec.kind).workers_max > 1) {
      context.send(index, SetWorkers{workers_allowed(lane, wanted)});
    }
  }
}

PolicyId chosen_policy(const Model& model) {
  for (const LaneModel& lane : model.lanes) {
    if (lane.exists && !lane_kind_row(lane.spec.kind).one_address_space) return lane.policy;
  }
  return PolicyId::pool;
}

void next_policy(PanelContext& context) {
  const auto now = static_cast<std::size_t>(chosen_policy(context.model));
  const PolicyRow& next = policies()[(now + 1) % policies().size()];
  for (const LaneIndex lane : open_lanes(context.model)) context.send(lane, SetPolicy{next.id});
}

void next_workload(PanelContext& context) {
  const auto rows = workloads();
  std::size_t index = 0;
  while (index < rows.size() && rows[index].id != context.view_state.workload.id) ++index;
  const WorkloadRow& next = rows[(index + 1) % rows.size()];
  context.view_state.workload = {next.id, next.parameter_default};
}

void next_task_count(PanelContext& context) {
  for (const std::uint64_t count : task_counts) {
    if (count > context.view_state.tasks) {
      context.view_state.tasks = count;
      return;
    }
  }
  context.view_state.tasks = task_counts.front();
}

void next_lane_count(PanelContext& context) {
  const std::vector<LaneIndex> lanes = open_lanes(context.model);
  if (lanes.size() < lanes_max) {
    const OpenLane open{next_lane_spec(context)};
    context.ui.ask(open);
    return;
  }
  for (std::size_t i = 2; i < lanes.size(); ++i) context.ui.ask(CloseLane{lanes[i]});
}

void inject(PanelContext& context, FaultId fault, LaneIndex lane, int worker) {
  // 1 means the next task: a fault at the k-th task is due in the next one once k have begun.
  const std::uint64_t at_task = context.view_state.at_next_task ? 1 : 0;
  for (const LaneIndex each : open_lanes(context.model)) {
    const LaneModel& target = context.model.lanes[static_cast<std::size_t>(each)];
    if (each != lane && !context.view_state.every_lane) continue;
    if (!takes_requests(target) || worker > target.spec.workers) continue;
    context.send(each, InjectFault{make_fault_spec(fault, worker, at_task)});
  }
}

void choose_worker(PanelContext& context, int difference) {
  ViewState& view_state = context.view_state;
  std::vector<std::pair<LaneIndex, int>> places;
  std::size_t at = 0;
  for (const LaneIndex lane : open_lanes(context.model)) {
    const LaneModel& each = context.model.lanes[static_cast<std::size_t>(lane)];
    for (int worker = 1; worker <= each.spec.workers; ++worker) {
      if (lane == view_state.lane && worker == view_state.worker) at = places.size();
      places.emplace_back(lane, worker);
    }
    // With every_lane on, the worker numbers of one lane are enough.
    if (view_state.every_lane && !places.empty() && each.spec.workers > 1) break;
  }
  if (places.empty()) return;
  const auto count = static_cast<std::ptrdiff_t>(places.size());
  const auto next = (static_cast<std::ptrdiff_t>(at) + difference % count + count) % count;
  std::tie(view_state.lane, view_state.worker) = places[static_cast<std::size_t>(next)];
}

std::string worker_name(LaneIndex lane, int worker) {
  return "lane." + std::to_string(lane) + ".worker." + std::to_string(worker);
}

bool parse_worker_name(std::string_view name, LaneIndex& lane, int& worker) {
  constexpr std::string_view lane_word = "lane.", worker_word = ".worker.";
  const std::size_t split = name.find(worker_word);
  if (!name.starts_with(lane_word) || split == std::string_view::npos) return false;
  const auto lane_number = parse_number(name.substr(lane_word.size(), split - lane_word.size()));
  const auto worker_number = parse_number(name.substr(split + worker_word.size()));
  if (!lane_number || !worker_number || *worker_number > worker_count_max) return false;
  lane = static_cast<LaneIndex>(*lane_number);
  worker = static_cast<int>(*worker_number);
  return true;
}

void prepare_lanes(PanelContext& context) {
  ViewState& view_state = context.view_state;
  if (view_state.script.open) return;  // The code submits its own tasks.
  view_state.preparations.resize(context.model.lanes.size());
  for (std::size_t i = 0; i < context.model.lanes.size(); ++i) {
    const LaneModel& lane = context.model.lanes[i];
    ViewState::Preparation& preparation = view_state.preparations[i];
    if (!lane.exists) preparation = {};
    if (!preparation.waiting || !takes_requests(lane) ||
        lane.lane_pid == preparation.lane_process_before)
      continue;
    preparation.waiting = false;
    const auto index = static_cast<LaneIndex>(i);
    if (lane.tempo_ms != view_state.tempo_ms) context.send(index, SetTempo{view_state.tempo_ms});
    if (lane.gate_open != view_state.running) context.send(index, gate_request(view_state.running));
    if (has_python_threads(lane) && view_state.switch_interval_us != switch_interval_at_start_us)
      context.send(index, SetSwitchInterval{view_state.switch_interval_us});
    if (preparation.submit) context.send(index, SubmitTasks{view_state.workload, view_state.tasks});
  }
}

}  // namespace sharedfate
