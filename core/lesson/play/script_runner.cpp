#include "core/lesson/play/script_runner.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "core/lab/live_model.h"

namespace sharedfate {
namespace {

constexpr std::uint64_t ns_per_ms = 1'000'000;
/// A limit for what takes milliseconds on a machine that is not busy.
constexpr std::uint64_t start_limit_ms = 20'000;

bool is_single_step(const Action& action) {
  const auto* const send = std::get_if<SendRequest>(&action.act);
  return send != nullptr && std::holds_alternative<StepGate>(send->request);
}

/// Whether the request needs a running lane process.
bool takes_a_lane_process(const Request& request) {
  return std::holds_alternative<SubmitTasks>(request) ||
         std::holds_alternative<InjectFault>(request) || std::holds_alternative<StepGate>(request);
}

bool is_known_and_alive(const LaneModel* lane) { return lane != nullptr && !lane->over(); }

bool as_wanted(const LaneModel& lane, const LaneSpec& spec, std::uint32_t tempo_ms) {
  return lane.spec.workers == spec.workers && lane.tempo_ms == tempo_ms && !lane.gate_open &&
         lane.policy == PolicyId::pool;
}

}  // namespace

ScriptRunner::ScriptRunner(const Lesson& lesson, std::vector<LaneIndex> lanes, int cores)
    : file_(lesson.file),
      lane_names_(lesson.lane_names),
      lanes_(std::move(lanes)),
      cores_(cores),
      seed_(lesson.seed) {}

void ScriptRunner::add_fresh_lanes(const Lesson& lesson) {
  jobs_.emplace_back(FreshLanes{lesson.lanes, lesson.tempo_ms, {}});
}
void ScriptRunner::add_wait_for_start() { jobs_.emplace_back(WaitForStart{}); }
void ScriptRunner::add_clear_notes() { jobs_.emplace_back(ClearNotes{}); }
void ScriptRunner::add_note_start() { jobs_.emplace_back(NoteStart{}); }
void ScriptRunner::add(const std::vector<Action>& actions) {
  for (const Action& action : actions) jobs_.emplace_back(action);
}

void ScriptRunner::clear() {
  jobs_.clear();
  job_begun_ = awaited_ = only_steps_ = just_asked_ = false;
  measurement_ended_ = paused_ = false;
  timer_.reset();
}

void ScriptRunner::skip_action() {
  if (current_action() == nullptr) return;
  jobs_.pop_front();
  job_begun_ = false;
}

bool ScriptRunner::at_end_of_app() const {
  const Action* const action = current_action();
  return job_begun_ && action != nullptr && std::holds_alternative<KillApp>(action->act);
}

const MeasureLab* ScriptRunner::wants_measurement() const {
  const Action* const action = current_action();
  if (!job_begun_ || !paused_ || measurement_ended_ || action == nullptr) return nullptr;
  return std::get_if<MeasureLab>(&action->act);
}

const Action* ScriptRunner::current_action() const {
  return jobs_.empty() ? nullptr : std::get_if<Action>(&jobs_.front());
}

std::string ScriptRunner::located(const std::string& text) const {
  const Action* const action = current_action();
  if (action == nullptr) return fmt::format("{}: {}", file_, text);
  return fmt::format("{}:{}: '{}': {}", file_, action->line, action->text, text);
}

Measured ScriptRunner::measured(const Model& model,
                                const std::vector<LaneMeasurement>& notes) const {
  return Measured{.lanes = find_lanes(model), .notes = notes, .cores = cores_};
}

ScriptRunner::Lanes ScriptRunner::find_lanes(const Model& model) const {
  Lanes found;
  for (const LaneIndex index : lanes_) {
    const auto place = static_cast<std::size_t>(index);
    const bool known = index >= 0 && place < model.lanes.size() && model.lanes[place].exists;
    found.push_back(known ? &model.lanes[place] : nullptr);
  }
  return found;
}

void ScriptRunner::update(const Surroundings& around) {
  const Lanes lanes = find_lanes(around.model);
  for (std::size_t i = 0; i < lanes.size() && i < around.notes.size(); ++i) {
    if (lanes[i] == nullptr) continue;
    int& most = around.notes[i].running_max;
    most = std::max(most, static_cast<int>(lanes[i]->account().running));
  }
  update_acknowledged(lanes, around);
  while (!jobs_.empty()) {
    Job& job = jobs_.front();
    if (!job_begun_) {
      if (!may_begin(job)) return;
      job_begun_ = true;
      job_since_ns_ = around.now_ns;
      measurement_ended_ = paused_ = false;
    }
    const bool done = std::visit([&](auto& each) { return work_on(each, lanes, around); }, job);
    if (!done) return;
    jobs_.pop_front();
    job_begun_ = false;
  }
}

/// The model was updated since the last call: its `requests_awaited` covers the requests that were
/// sent then.
void ScriptRunner::update_acknowledged(const Lanes& lanes, const Surroundings& around) {
  if (!awaited_) return;
  if (just_asked_) awaited_since_ns_ = around.now_ns;
  just_asked_ = false;
  const bool awaited = std::any_of(lanes.begin(), lanes.end(), [](const LaneModel* lane) {
    return lane != nullptr && lane->requests_awaited;
  });
  if (awaited && around.now_ns - awaited_since_ns_ > start_limit_ms * ns_per_ms) {
    report_trouble(fmt::format("the lanes had not acted on it after {} s", start_limit_ms / 1000),
                   around);
  } else if (awaited) {
    return;
  }
  awaited_ = only_steps_ = false;
}

bool ScriptRunner::may_begin(const Job& job) const {
  if (!awaited_) return true;
  const auto* const action = std::get_if<Action>(&job);
  return only_steps_ && action != nullptr && is_single_step(*action);
}

void ScriptRunner::ask(std::size_t place, const Request& request, const Surroundings& around) {
  around.requests.push_back({lanes_[place], request});
  only_steps_ = (only_steps_ || !awaited_) && std::holds_alternative<StepGate>(request);
  awaited_ = just_asked_ = true;
}

void ScriptRunner::report_trouble(const std::string& text, const Surroundings& around) const {
  around.troubles.push_back(located(text));
}

bool ScriptRunner::job_is_late(const Surroundings& around) const {
  return around.now_ns - job_since_ns_ > start_limit_ms * ns_per_ms;
}

/// Sends the settings first, so that the new incarnation starts with them and no task runs before.
void ScriptRunner::ask_for_fresh_lanes(FreshLanes& fresh, const Lanes& lanes,
                                       const Surroundings& around) {
  for (std::size_t i = 0; i < lanes.size(); ++i) {
    fresh.lane_processes_before.push_back(lanes[i] == nullptr ? 0 : lanes[i]->lane_pid);
    // Without a supervisor the settings cannot be sent; send_corrections() does that later.
    if (lanes[i] != nullptr && lanes[i]->supervisor_pid != 0) {
      ask(i, CloseGate{}, around);
      ask(i, SetTempo{fresh.tempo_ms}, around);
      ask(i, SetPolicy{PolicyId::pool}, around);
      ask(i, SetWorkers{fresh.specs[i].workers}, around);
    }
    ask(i, ResetLane{}, around);
  }
}

/// Returns whether anything had to be corrected.
bool ScriptRunner::send_corrections(const FreshLanes& fresh, const Lanes& lanes,
                                    const Surroundings& around) {
  bool sent = false;
  for (std::size_t i = 0; i < lanes.size(); ++i) {
    if (!is_known_and_alive(lanes[i]) || as_wanted(*lanes[i], fresh.specs[i], fresh.tempo_ms))
      continue;
    sent = true;
    ask(i, CloseGate{}, around);
    ask(i, SetTempo{fresh.tempo_ms}, around);
    ask(i, SetPolicy{PolicyId::pool}, around);
    ask(i, SetWorkers{fresh.specs[i].workers}, around);
  }
  return sent;
}

bool ScriptRunner::work_on(FreshLanes& fresh, const Lanes& lanes, const Surroundings& around) {
  if (fresh.lane_processes_before.empty()) {
    ask_for_fresh_lanes(fresh, lanes, around);
    return false;
  }
  if (awaited_) return false;
  bool all_new = true;
  for (std::size_t i = 0; i < lanes.size(); ++i) {
    const bool is_new = lanes[i] != nullptr &&
                        lanes[i]->lane_pid != fresh.lane_processes_before[i] && lanes[i]->ready();
    const bool failed = lanes[i] != nullptr && lanes[i]->state == LaneState::failed;
    if (is_new) continue;
    if (!failed && !job_is_late(around)) {
      all_new = false;
      continue;
    }
    const bool says_why = lanes[i] != nullptr && !lanes[i]->trouble.empty();
    report_trouble(fmt::format("the lane '{}' did not start: {}", lane_names_[i],
                               says_why ? lanes[i]->trouble
                                        : fmt::format("its workers had not reported after {} s",
                                                      start_limit_ms / 1000)),
                   around);
  }
  if (!all_new) return false;
  return !send_corrections(fresh, lanes, around) || job_is_late(around);
}

bool ScriptRunner::work_on(const WaitForStart&, const Lanes& lanes, const Surroundings& around) {
  if (job_is_late(around)) return true;
  return std::all_of(lanes.begin(), lanes.end(), [](const LaneModel* lane) {
    if (lane == nullptr || lane->state == LaneState::starting) return false;
    if (lane->over()) return true;
    // The workers of a new lane process start one by one; dead workers stay in the list.
    if (lane->workers.size() < static_cast<std::size_t>(lane->spec.workers)) return false;
    return std::none_of(lane->workers.begin(), lane->workers.end(), [](const WorkerModel& worker) {
      return worker.state == WorkerState::starting;
    });
  });
}

bool ScriptRunner::work_on(const ClearNotes&, const Lanes& lanes, const Surroundings& around) {
  if (awaited_) return false;
  around.notes.clear();
  for (const LaneModel* lane : lanes)
    around.notes.push_back(lane == nullptr ? LaneMeasurement{} : begin_measurement(*lane));
  return true;
}

bool ScriptRunner::work_on(const NoteStart&, const Lanes& lanes, const Surroundings& around) {
  if (awaited_) return false;
  for (std::size_t i = 0; i < lanes.size(); ++i) {
    LaneMeasurement& notes = around.notes[i];
    LaneMeasurement begun = lanes[i] == nullptr ? LaneMeasurement{} : begin_measurement(*lanes[i]);
    // What was measured during the setup belongs to the step.
    begun.running_max = std::max(begun.running_max, notes.running_max);
    begun.batches = std::move(notes.batches);
    notes = std::move(begun);
  }
  return true;
}

bool ScriptRunner::work_on(const Action& action, const Lanes& lanes, const Surroundings& around) {
  return std::visit([&](const auto& act) { return perform(act, lanes, around); }, action.act);
}

bool ScriptRunner::perform(const SendRequest& act, const Lanes& lanes, const Surroundings& around) {
  for (const std::size_t place : act.lanes) {
    const bool needs_life = takes_a_lane_process(act.request);
    if (needs_life && !is_known_and_alive(lanes[place])) {
      report_trouble(
          fmt::format("the lane '{}' is not alive; 'restart' brings it back", lane_names_[place]),
          around);
      continue;
    }
    ask(place, act.request, around);
  }
  return true;
}

bool ScriptRunner::perform(const WaitUntil& act, const Lanes& lanes, const Surroundings& around) {
  const Measured measured{.lanes = lanes,
                          .notes = around.notes,
                          .cores = cores_,
                          .timing = around.timing,
                          .labs = around.labs};
  if (judge(act.condition, measured) == Verdict::holds) return true;
  if (around.now_ns - job_since_ns_ < act.limit_ms * ns_per_ms) return false;
  report_trouble(fmt::format("it did not come true within {:g} s; measured: {}", act.limit_ms / 1e3,
                             measured_text(act.condition, lane_names_, measured)),
                 around);
  return true;
}

bool ScriptRunner::perform(const WaitTime& act, const Lanes&, const Surroundings& around) {
  return around.now_ns - job_since_ns_ >= act.duration_ms * ns_per_ms;
}

/// The player's owner makes the measurement.
bool ScriptRunner::perform(const MeasureLab&, const Lanes& lanes, const Surroundings& around) {
  if (!paused_) pause_for_measurement(lanes, around);
  if (!measurement_ended_) return false;
  for (const std::size_t place : std::exchange(gates_opened_, {})) ask(place, OpenGate{}, around);
  return true;
}

/// Lanes that run tasks would take cores away from what is measured.
void ScriptRunner::pause_for_measurement(const Lanes& lanes, const Surroundings& around) {
  constexpr std::uint64_t grace_ms = 5'000;  // a task may hang
  if (awaited_) return;
  bool quiet = true;
  for (std::size_t place = 0; place < lanes.size(); ++place) {
    if (!is_known_and_alive(lanes[place])) continue;
    quiet = quiet && lanes[place]->account().running == 0;
    if (!lanes[place]->gate_open) continue;
    quiet = false;
    gates_opened_.push_back(place);
    ask(place, CloseGate{}, around);
  }
  if (!quiet && around.now_ns - job_since_ns_ < grace_ms * ns_per_ms) return;
  paused_ = true;
  ++measurement_number_;
}

/// The lines of the script that follow the current one and time batches, too: what is compared is
/// measured in turns.
std::vector<TimeBatches> ScriptRunner::take_lines_to_time() {
  std::vector<TimeBatches> lines{std::get<TimeBatches>(current_action()->act)};
  while (jobs_.size() > 1) {
    const auto* const next = std::get_if<Action>(&jobs_[1]);
    const auto* const line = next == nullptr ? nullptr : std::get_if<TimeBatches>(&next->act);
    if (line == nullptr) break;
    lines.push_back(*line);
    jobs_.erase(jobs_.begin() + 1);
  }
  return lines;
}

/// The player's owner kills the app, or calls live_on().
bool ScriptRunner::perform(const KillApp&, const Lanes&, const Surroundings&) { return false; }

bool ScriptRunner::perform(const TimeBatches&, const Lanes& lanes, const Surroundings& around) {
  if (!timer_) timer_.emplace(take_lines_to_time(), lanes_, seed_, rounds_limit_ns_);
  std::vector<AddressedRequest> requests;
  std::vector<std::string> troubles;
  const bool done =
      timer_->update({lanes, around.now_ns, !awaited_, around.notes, requests, troubles});
  for (const std::string& trouble : troubles) report_trouble(trouble, around);
  if (!requests.empty()) awaited_ = just_asked_ = true;
  only_steps_ = false;
  around.requests.insert(around.requests.end(), requests.begin(), requests.end());
  if (!done) return false;
  around.timing = worse_of(around.timing, timer_->shares());
  timer_.reset();
  return true;
}

}  // namespace sharedfate
