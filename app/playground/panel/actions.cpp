#include "app/playground/panel/actions.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "core/base/number.h"
#include "core/system/interpreters.h"

namespace sharedfate {
namespace {

constexpr std::array<std::uint32_t, tempo_count> tempos_ms{2000, 1500, 1000, 700, 400, 200,
                                                           100,  50,   20,   10,  5,   0};
constexpr std::array<std::uint64_t, 8> task_counts{10,    50,     100,     500,
                                                   1'000, 10'000, 100'000, 1'000'000};
constexpr std::size_t lanes_max = 4;

constexpr std::array<std::uint32_t, switch_interval_count> intervals_us{100,   500,    1'000,
                                                                        5'000, 20'000, 100'000};

bool is_python(const LaneModel& lane) {
  return lane.exists && lane.spec.language == Language::python;
}

/// Whether the lane decides what it makes of a death: Python's pools do that themselves.
bool has_policy(const LaneModel& lane) {
  return !is_python(lane) && !lane_kind_row(lane.spec.kind).one_address_space;
}

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
    if (!shown)
      return {kind, row.language, std::min(context.view_state.controls.workers, row.workers_max)};
  }
  return {LaneKind::threads, Language::cpp, context.view_state.controls.workers};
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

namespace {

void toggle_run(PanelContext& context) {
  context.view_state.running = !context.view_state.running;
  send_to_living(context, gate_request(context.view_state.running));
}

void step_once(PanelContext& context) {
  if (context.view_state.running) toggle_run(context);
  send_to_living(context, StepGate{});
}

void set_preparation(PanelContext& context, LaneIndex lane, const LanePreparation& preparation) {
  std::vector<LanePreparation>& all = context.view_state.preparations;
  all.resize(std::max(all.size(), context.model.lanes.size()));
  all[static_cast<std::size_t>(lane)] = preparation;
}

/// Once the lane process that runs now is gone: settings, and tasks for its empty queue.
void prepare_successor(PanelContext& context, LaneIndex lane) {
  const int pid = context.model.lanes[static_cast<std::size_t>(lane)].lane_pid;
  set_preparation(context, lane, {.waiting = true, .submit = true, .lane_process_before = pid});
}

void reset_lanes(PanelContext& context) {
  for (const LaneIndex lane : open_lanes(context.model)) {
    context.send(lane, ResetLane{});
    prepare_successor(context, lane);
  }
}

void restart_dead_lanes(PanelContext& context) {
  for (const LaneIndex lane : open_lanes(context.model)) {
    const LaneState state = context.model.lanes[static_cast<std::size_t>(lane)].state;
    if (state == LaneState::dead || state == LaneState::failed || state == LaneState::stopped)
      restart_lane(context, lane);
  }
}

void add_tasks(PanelContext& context) {
  const Controls& controls = context.view_state.controls;
  send_to_living(context, SubmitTasks{controls.workload, controls.tasks});
}

}  // namespace

void restart_lane(PanelContext& context, LaneIndex lane) {
  context.send(lane, RestartLane{});
  set_preparation(context, lane, {.waiting = true, .submit = false, .lane_process_before = 0});
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

PolicyId chosen_policy(const Model& model) {
  for (const LaneModel& lane : model.lanes) {
    if (lane.exists && !lane_kind_row(lane.spec.kind).one_address_space) return lane.policy;
  }
  return PolicyId::pool;
}

namespace {

/// `of_lanes`: by lane, in place of `wanted`; lanes may differ.
void set_workers(PanelContext& context, int wanted, const std::vector<int>& of_lanes) {
  ViewState& view_state = context.view_state;
  view_state.target.worker = std::min(view_state.target.worker, wanted);
  for (const LaneIndex index : open_lanes(context.model)) {
    const auto place = static_cast<std::size_t>(index);
    const LaneModel& lane = context.model.lanes[place];
    if (!takes_requests(lane) || lane_kind_row(lane.spec.kind).workers_max <= 1) continue;
    const bool own = place < of_lanes.size() && of_lanes[place] > 0;
    const int workers = workers_allowed(lane, own ? of_lanes[place] : wanted);
    context.send(index, SetWorkers{workers});
    if (place < view_state.workers.size()) view_state.workers[place] = workers;
  }
}

/// A lane that awaits nothing has as many as it is to have.
void follow_workers(PanelContext& context) {
  std::vector<int>& workers = context.view_state.workers;
  workers.resize(context.model.lanes.size());
  for (std::size_t i = 0; i < workers.size(); ++i) {
    const LaneModel& lane = context.model.lanes[i];
    if (!lane.exists) workers[i] = 0;
    if (lane.exists && (workers[i] == 0 || !lane.requests_awaited)) workers[i] = lane.spec.workers;
  }
}

void set_switch_interval(PanelContext& context, std::uint32_t interval_us) {
  for (const LaneIndex index : open_lanes(context.model)) {
    const LaneModel& lane = context.model.lanes[static_cast<std::size_t>(index)];
    if (has_python_threads(lane) && takes_requests(lane))
      context.send(index, SetSwitchInterval{interval_us});
  }
}

void apply_controls(PanelContext& context, const Controls& wanted,
                    const std::vector<int>& workers_of_lanes = {}) {
  const Controls before = std::exchange(context.view_state.controls, wanted);
  if (wanted.tempo_ms != before.tempo_ms) send_to_living(context, SetTempo{wanted.tempo_ms});
  if (wanted.workers != before.workers) set_workers(context, wanted.workers, workers_of_lanes);
  if (wanted.switch_interval_us != before.switch_interval_us)
    set_switch_interval(context, wanted.switch_interval_us);
  if (wanted.policy == before.policy) return;
  for (const LaneIndex lane : open_lanes(context.model))
    context.send(lane, SetPolicy{wanted.policy});
}

bool undo_controls(PanelContext& context) {
  std::deque<ControlsBefore>& before = context.view_state.controls_before;
  if (before.empty()) return false;
  const ControlsBefore wanted = before.back();
  before.pop_back();
  apply_controls(context, wanted.controls, wanted.workers);
  return true;
}

WorkloadSpec workload_after(const WorkloadSpec& workload) {
  const auto rows = workloads();
  std::size_t index = 0;
  while (index < rows.size() && rows[index].id != workload.id) ++index;
  const WorkloadRow& next = rows[(index + 1) % rows.size()];
  return {next.id, next.parameter_default};
}

std::uint64_t task_count_after(std::uint64_t tasks) {
  const auto* const next = std::upper_bound(task_counts.begin(), task_counts.end(), tasks);
  return next == task_counts.end() ? task_counts.front() : *next;
}

/// Opens one more lane, up to four; then closes all but two.
void next_lane_count(PanelContext& context) {
  const std::vector<LaneIndex> lanes = open_lanes(context.model);
  if (lanes.size() < lanes_max) {
    const OpenLane open{next_lane_spec(context)};
    context.ui.ask(open);
    return;
  }
  for (std::size_t i = 2; i < lanes.size(); ++i) context.ui.ask(CloseLane{lanes[i]});
}

/// Reopens every Python lane with the next Python interpreter of this computer.
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
    prepare_successor(context, index);
  }
}

/// What the controls are after an action; as they are if it is none of theirs.
Controls controls_after(const PanelContext& context, UserAction action) {
  Controls controls = context.view_state.controls;
  const auto move_tempo = [&](int by) {
    controls.tempo_ms = tempo_at(tempo_index(controls.tempo_ms) + by);
  };
  switch (action.verb) {
    case Verb::slower:
      move_tempo(-1);
      break;
    case Verb::faster:
      move_tempo(1);
      break;
    case Verb::fewer_workers:
      controls.workers = std::max(controls.workers - 1, worker_count_min);
      break;
    case Verb::more_workers:
      controls.workers = std::min(controls.workers + 1, worker_count_max);
      break;
    case Verb::next_workload:
      controls.workload = workload_after(controls.workload);
      break;
    case Verb::next_policy:
      controls.policy =
          policies()[(static_cast<std::size_t>(controls.policy) + 1) % policies().size()].id;
      break;
    case Verb::next_task_count:
      controls.tasks = task_count_after(controls.tasks);
      break;
    case Verb::next_switch_interval:
      controls.switch_interval_us = switch_interval_at(
          (switch_interval_index(controls.switch_interval_us) + 1) % switch_interval_count);
      break;
    case Verb::toggle_every_lane:
      controls.every_lane = !controls.every_lane;
      break;
    case Verb::toggle_moment:
      controls.at_next_task = !controls.at_next_task;
      break;
    default:
      break;
  }
  return controls;
}

}  // namespace

void set_controls(PanelContext& context, const Controls& wanted, std::uint64_t gesture) {
  constexpr std::size_t kept = 100;
  ViewState& view_state = context.view_state;
  if (wanted == view_state.controls) return;
  std::deque<ControlsBefore>& before = view_state.controls_before;
  const bool goes_on = gesture != 0 && !before.empty() && before.back().gesture == gesture;
  if (!goes_on) before.push_back({view_state.controls, view_state.workers, gesture});
  if (before.size() > kept) before.pop_front();
  apply_controls(context, wanted);
  // A drag may end where it began: then there is nothing to take back.
  if (before.back().controls == wanted) before.pop_back();
}

void inject(PanelContext& context, FaultId fault, LaneIndex lane, int worker) {
  // 1 means the next task: a fault at the k-th task is due in the next one once k have begun.
  const std::uint64_t at_task = context.view_state.controls.at_next_task ? 1 : 0;
  for (const LaneIndex each : open_lanes(context.model)) {
    const LaneModel& target = context.model.lanes[static_cast<std::size_t>(each)];
    if (each != lane && !context.view_state.controls.every_lane) continue;
    if (!takes_requests(target) || worker > target.spec.workers) continue;
    context.send(each, InjectFault{make_fault_spec(fault, worker, at_task)});
  }
}

bool has_python_threads(const LaneModel& lane) {
  return is_python(lane) && lane_kind_row(lane.spec.kind).one_address_space;
}

std::uint32_t switch_interval_at(int index) {
  return intervals_us[static_cast<std::size_t>(std::clamp(index, 0, switch_interval_count - 1))];
}

int switch_interval_index(std::uint32_t interval_us) {
  const auto at = std::lower_bound(intervals_us.begin(), intervals_us.end() - 1, interval_us);
  return static_cast<int>(at - intervals_us.begin());
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
  follow_workers(context);
  if (view_state.open.code) return;  // The code submits its own tasks.
  view_state.preparations.resize(context.model.lanes.size());
  for (std::size_t i = 0; i < context.model.lanes.size(); ++i) {
    const LaneModel& lane = context.model.lanes[i];
    LanePreparation& preparation = view_state.preparations[i];
    if (!lane.exists) preparation = {};
    if (!preparation.waiting || !takes_requests(lane) ||
        lane.lane_pid == preparation.lane_process_before)
      continue;
    preparation.waiting = false;
    const auto index = static_cast<LaneIndex>(i);
    const Controls& controls = view_state.controls;
    if (lane.tempo_ms != controls.tempo_ms) context.send(index, SetTempo{controls.tempo_ms});
    if (lane.gate_open != view_state.running) context.send(index, gate_request(view_state.running));
    if (has_python_threads(lane) && controls.switch_interval_us != switch_interval_at_start_us)
      context.send(index, SetSwitchInterval{controls.switch_interval_us});
    if (has_policy(lane) && lane.policy != controls.policy)
      context.send(index, SetPolicy{controls.policy});
    if (preparation.submit) context.send(index, SubmitTasks{controls.workload, controls.tasks});
  }
}

bool act_on_lanes(PanelContext& context, UserAction action) {
  switch (action.verb) {
    case Verb::toggle_run:
      toggle_run(context);
      return true;
    case Verb::step:
      step_once(context);
      return true;
    case Verb::reset:
      reset_lanes(context);
      return true;
    case Verb::add_tasks:
      add_tasks(context);
      return true;
    case Verb::next_lane_count:
      next_lane_count(context);
      return true;
    case Verb::next_interpreter:
      next_interpreter(context);
      return true;
    case Verb::restart_lanes:
      restart_dead_lanes(context);
      return true;
    case Verb::undo:
      return undo_controls(context);
    default:
      break;
  }
  const Controls wanted = controls_after(context, action);
  const bool changed = wanted != context.view_state.controls;
  set_controls(context, wanted);
  return changed;
}

bool act_on_views(PanelContext& context, UserAction action) {
  constexpr float text_scale_step = 0.25F;
  Ui& ui = context.ui;
  OpenViews& open = context.view_state.open;
  switch (action.verb) {
    case Verb::switch_theme:
      ui.ask(SetTheme{ui.theme() == ThemeName::dark ? ThemeName::light : ThemeName::dark});
      return true;
    case Verb::larger_text:
      ui.ask(SetTextScale{ui.text_scale() + text_scale_step});
      return true;
    case Verb::smaller_text:
      ui.ask(SetTextScale{ui.text_scale() - text_scale_step});
      return true;
    case Verb::show_keys:
      open.keys = !open.keys;
      return true;
    case Verb::show_receipt:
      open.receipt = true;
      return true;
    case Verb::show_labs:
      open.labs = true;
      return true;
    case Verb::show_notes:
      open.notes = !open.notes;
      return true;
    case Verb::show_presenter_window:
      ui.ask(TogglePresenterWindow{});
      return true;
    case Verb::fold_words:
      open.words_folded = !open.words_folded;
      return true;
    case Verb::blank:
      open.blank = true;
      return true;
    case Verb::toggle_details:
      open.details = !open.details;
      return true;
    default:
      return false;
  }
}

bool act_on_lesson(PanelContext& context, UserAction action) {
  if (context.lesson_controller.player() == nullptr) return false;
  const bool asks = !context.lesson_controller.player()->step().prediction.empty();
  Ui& ui = context.ui;
  switch (action.verb) {
    case Verb::forward:
      ui.ask(LessonForward{});
      return true;
    case Verb::back:
      ui.ask(LessonBack{});
      return true;
    case Verb::run_step:
      ui.ask(RunStep{});
      return true;
    case Verb::reset_step:
      ui.ask(ResetStep{});
      return true;
    case Verb::leave:
      ui.ask(LeaveLesson{});
      return true;
    case Verb::vote:
      ui.ask(Vote{action.number, 1});
      return true;
    case Verb::take_vote_back:
      ui.ask(Vote{action.number, -1});
      return true;
    case Verb::type_digit:
      // It may follow a Page Down of the same frame, which raises the hands.
      if (asks) ui.ask(TypeDigit{action.number});
      return asks;
    case Verb::erase_digit:
      if (asks) ui.ask(EraseDigit{});
      return asks;
    default:
      return false;
  }
}

}  // namespace sharedfate
