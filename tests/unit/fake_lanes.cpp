#include "tests/unit/fake_lanes.h"

#include <fmt/format.h>

#include <csignal>

namespace sharedfate::testing {
namespace {

struct Word {
  std::string operator()(const SubmitTasks& it) const { return fmt::format("submit:{}", it.count); }
  std::string operator()(const OpenGate&) const { return "open"; }
  std::string operator()(const CloseGate&) const { return "close"; }
  std::string operator()(const StepGate&) const { return "step"; }
  std::string operator()(const SetTempo& it) const { return fmt::format("tempo:{}", it.tempo_ms); }
  std::string operator()(const SetWorkers& it) const {
    return fmt::format("workers:{}", it.workers);
  }
  std::string operator()(const SetSwitchInterval& it) const {
    return fmt::format("switch-interval:{}", it.interval_us);
  }
  std::string operator()(const SetPolicy& it) const {
    return fmt::format("policy:{}", policy_row(it.policy).name);
  }
  std::string operator()(const InjectFault& it) const { return to_text(it.fault_spec); }
  std::string operator()(const StopLane&) const { return "stop"; }
  std::string operator()(const RestartLane&) const { return "restart"; }
  std::string operator()(const ResetLane&) const { return "reset"; }
};

}  // namespace

FakeLanes::FakeLanes(const std::vector<LaneSpec>& specs) {
  for (std::size_t i = 0; i < specs.size(); ++i) {
    const auto lane = static_cast<LaneIndex>(i);
    emit(LaneOpened{lane, specs[i]});
    emit(SupervisorStarted{lane, next_pid_++, Containment::pid_namespace, ""});
    start_lane_process(lane, true);
  }
}

void FakeLanes::start_lane_process(LaneIndex lane, bool fresh) {
  emit(LaneProcessStarted{lane, this->lane(lane).incarnation + 1, next_pid_++, 2, fresh});
  for (int worker = 1; worker <= this->lane(lane).spec.workers; ++worker)
    start_worker(lane, worker, false);
}

void FakeLanes::start_lane_process_with(LaneIndex lane, int workers) {
  emit(LaneProcessStarted{lane, this->lane(lane).incarnation + 1, next_pid_++, 2, false});
  for (int worker = 1; worker <= workers; ++worker) start_worker(lane, worker, false);
}

void FakeLanes::start_next_worker(LaneIndex lane) {
  start_worker(lane, static_cast<int>(this->lane(lane).workers.size()) + 1, false);
}

void FakeLanes::start_worker(LaneIndex lane, int worker, bool replaces_dead) {
  const int pid = next_pid_++;
  emit(WorkerStarted{lane, worker, 1, pid, 3, pid, next_start_ns_++, replaces_dead});
  emit(WorkerTallied{lane, worker, 0, 0, 0, 0, 0, WorkerActivity::waiting, pid});
}

void FakeLanes::emit_lane_process(LaneIndex lane, std::uint64_t accepted) {
  emit(LaneProcessTallied{lane, {.accepted = accepted}});
  emit(LaneProcessTallied{
      lane, {.accepted = accepted, .queue_depth = this->lane(lane).account().queued}});
}

void FakeLanes::take(const std::vector<AddressedRequest>& requests) {
  for (const AddressedRequest& each : requests) {
    std::string& asked = asked_[each.lane];
    if (!asked.empty()) asked += ' ';
    asked += std::visit(Word{}, each.request);
    emit(RequestsAwaited{each.lane, true});
    taken_.push_back(each);
  }
}

void FakeLanes::answer(std::uint64_t now_ns) {
  now_ns_ = now_ns;
  for (const AddressedRequest& each : std::exchange(taken_, {})) {
    act(each.lane, each.request);
    emit(RequestsAwaited{each.lane, false});
  }
}

void FakeLanes::act(LaneIndex lane, const Request& request) {
  const LaneModel& model = this->lane(lane);
  if (std::holds_alternative<OpenGate>(request)) emit(GateChanged{lane, true, now_ns_});
  if (std::holds_alternative<CloseGate>(request)) emit(GateChanged{lane, false, now_ns_});
  if (const auto* it = std::get_if<SetTempo>(&request)) emit(TempoChanged{lane, it->tempo_ms});
  if (const auto* it = std::get_if<SetPolicy>(&request)) emit(PolicyChanged{lane, it->policy});
  if (const auto* it = std::get_if<SubmitTasks>(&request))
    emit_lane_process(lane, model.figures.accepted + it->count);
  if (const auto* it = std::get_if<SetWorkers>(&request)) {
    const int before = model.spec.workers;
    emit(WorkersChanged{lane, it->workers});
    if (model.lane_pid == 0) return;
    for (int worker = before + 1; worker <= it->workers; ++worker)
      start_worker(lane, worker, false);
    for (int worker = it->workers + 1; worker <= before; ++worker)
      emit(WorkerStopped{lane, worker});
  }
  if (std::holds_alternative<ResetLane>(request)) {
    if (model.lane_pid != 0) emit(LaneProcessStopped{lane});
    start_lane_process(lane, true);
  }
  const auto* const fault = std::get_if<InjectFault>(&request);
  if (fault == nullptr) return;
  if (lane_kind_row(model.spec.kind).one_address_space) {
    kill_lane_process(lane, fault->fault_spec.worker);
    return;
  }
  DeathReport death;
  death.worker = fault->fault_spec.worker;
  death.signal = SIGSEGV;
  emit(WorkerDied{lane, death});
  start_worker(lane, fault->fault_spec.worker, true);
}

void FakeLanes::kill_lane_process(LaneIndex lane, int worker) {
  DeathReport death;
  death.worker = worker;
  death.signal = SIGSEGV;
  emit(LaneProcessDied{lane, death});
}

void FakeLanes::complete(LaneIndex lane, std::uint64_t now_ns, std::uint64_t task_ns) {
  const LaneModel& model = this->lane(lane);
  if (!model.gate_open) return;
  const std::uint64_t queued = model.account().queued;
  const auto workers = static_cast<std::uint64_t>(model.spec.workers);
  std::uint64_t task = 0;
  for (std::uint64_t i = 0; i < workers; ++i) {
    const WorkerModel& worker = model.workers[i];
    std::vector<TaskRecord> records;
    for (std::uint64_t mine = i; mine < queued; mine += workers) {
      const std::uint64_t start_ns = now_ns + records.size() * task_ns;
      records.push_back({++task, start_ns, start_ns + task_ns, 0});
    }
    if (records.empty()) continue;
    const std::uint64_t sequence = worker.sequence + 2 * records.size();
    emit(WorkerTallied{lane, worker.worker, sequence, 0, 0, 0, 0, WorkerActivity::waiting,
                       worker.tid});
    emit(TasksEnded{lane, worker.worker, records});
  }
  emit_lane_process(lane, model.figures.accepted);
}

}  // namespace sharedfate::testing
