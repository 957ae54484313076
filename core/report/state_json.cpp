#include "core/report/state_json.h"

#include <algorithm>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/report/worker_text.h"
#include "core/system/process_facts.h"

namespace sharedfate {
namespace {

using Json = nlohmann::ordered_json;

constexpr double ns_per_ms = 1e6;

Json ms_or_null(std::uint64_t duration_ns) {
  return duration_ns == 0 ? Json(nullptr) : Json(static_cast<double>(duration_ns) / ns_per_ms);
}

Json text_or_null(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

/// null for 0, which stands for no process, no task or no worker.
template <typename Number>
Json number_or_null(Number number) {
  return number == 0 ? Json(nullptr) : Json(number);
}

std::string_view scope_name(Death::Scope scope) {
  switch (scope) {
    case Death::Scope::worker:
      return "worker";
    case Death::Scope::lane_process:
      return "lane process";
    case Death::Scope::supervisor:
      return "supervisor";
  }
  return "";
}

Json death_json(const Death& death) {
  const DeathReport& report = death.report;
  const bool signalled = report.signal != 0;
  return Json{
      {"worker", number_or_null(report.worker)},
      {"pid", report.pid},
      {"tid", number_or_null(report.tid)},
      {"task", number_or_null(report.task)},
      {"fault", text_or_null(report.fault)},
      {"signal", signalled ? Json(signal_name(report.signal)) : Json(nullptr)},
      {"exit_code", signalled ? Json(nullptr) : Json(report.exit_code)},
      {"address", report.has_address ? Json(fmt::format("{:#x}", report.address)) : Json(nullptr)},
      {"lost_tasks", death.lost_running + death.lost_queued},
      {"also_died", death.also_died},
      {"scope", scope_name(death.scope)},
      {"lost_running", death.lost_running},
      {"lost_queued", death.lost_queued},
      {"orphans", report.orphans},
      {"cause", text_or_null(report.cause)},
      {"stack", report.stack},
      {"known_after_ms", ms_or_null(report.known_after_ns)},
      {"replacement_pid", number_or_null(death.replacement_pid)},
      {"replacement_ready_ms", ms_or_null(death.replacement_ready_ns)},
  };
}

Json worker_json(const WorkerModel& worker) {
  return Json{
      {"worker", worker.worker},
      {"state", worker_state_name(worker.state)},
      {"pid", worker.pid},
      {"pid_inner", worker.pid_inner},
      {"tid", worker.tid},
      {"task", number_or_null(worker.task)},
      {"progress", worker.progress},
      {"waits_in_kernel", worker.waits_in_kernel},
      {"ended", worker.ended()},
      {"failed", worker.failed},
      {"corrupted", worker.corrupted},
      {"stray_writes", worker.stray_writes},
      {"respawns", worker.respawns},
      {"core", worker.core < 0 ? Json(nullptr) : Json(worker.core)},
      {"on_core", worker.shares.known ? Json(worker.shares.on_core) : Json(nullptr)},
      {"ready", worker.shares.known && worker.shares.ready_known ? Json(worker.shares.ready)
                                                                 : Json(nullptr)},
      {"cpu_share", worker.shares.on_core},
      {"condition", condition_name(worker.condition)},
      {"condition_sure", worker.condition_sure},
      {"waits_for", number_or_null(worker.waits_for)},
      {"process_ended", worker.process_ended},
      {"dying_of", worker.dying_of == 0 ? Json(nullptr) : Json(signal_name(worker.dying_of))},
  };
}

/// PIDs of the processes that run tasks: one if the workers are threads, else one for each worker.
Json pids_json(const LaneModel& lane) {
  std::vector<int> pids;
  for (const WorkerModel& worker : lane.workers) {
    const bool known = std::find(pids.begin(), pids.end(), worker.pid) != pids.end();
    if (worker.pid != 0 && !known) pids.push_back(worker.pid);
  }
  return pids;
}

/// null: the lane has no interpreter, or it has not reported its version yet.
Json interpreter_json(const LaneModel& lane) {
  if (lane.python_version == 0) return nullptr;
  return Json{
      {"version", python_version_text(lane.python_version)},
      {"gil", lane.gil == GilState::unknown ? Json(nullptr) : Json(lane.gil == GilState::on)},
      {"switch_interval_us", lane.switch_interval_us},
      {"start_method", start_method_name(lane.spec.start_method)},
      {"chunk_size", lane.spec.chunk_size},
      {"calls_open", lane.calls_open},
      {"cpu_share", lane.cpu_share()},
  };
}

Json call_json(const LaneModel& lane, const ScriptCall& call) {
  Json results = Json::array();
  for (const ScriptResult& result : call.results) {
    const bool came = result.state == ScriptResult::State::came;
    results.push_back(came ? Json(result.text) : Json(nullptr));
  }
  Json json{{"call", call.number}, {"name", call.name}, {"line", call.line}};
  json["first_task"] = call.first_task;
  json["count"] = call.count;
  json["came"] = call.came;
  json["results"] = std::move(results);
  json["workers"] = call.workers;
  json["idle_workers"] = lane.idle_workers(call);
  return json;
}

/// null: the lane runs no code.
Json script_json(const LaneModel& lane) {
  const ScriptModel& script = lane.script;
  if (!script.exists()) return nullptr;
  Json json{
      {"state", script_state_name(script.state)},
      {"line", number_or_null(script.line)},
      {"origin", origin_name(script.origin)},
      {"confinement", script.origin == CodeOrigin::foreign ? "full" : "limits"},
      {"denied", script.denied},
      {"output", script.output},
      {"output_cut", script.output_cut},
      {"error", nullptr},
      {"calls", Json::array()},
  };
  if (!script.error_type.empty())
    json["error"] = Json{{"line", number_or_null(script.error_line)},
                         {"type", script.error_type},
                         {"message", script.error_message}};
  for (const ScriptCall& call : script.calls) json["calls"].push_back(call_json(lane, call));
  return json;
}

Json lane_json(const LaneModel& lane, const LaneTiming& timing) {
  const Account account = lane.account();
  Json json{
      {"kind", lane_kind_row(lane.spec.kind).name},
      {"language", language_name(lane.spec.language)},
      {"workers", lane.spec.workers},
      {"pids", pids_json(lane)},
      {"tids", Json::array()},
      {"alive", lane.alive()},
      {"submitted", account.submitted},
      {"queued", account.queued},
      {"running", account.running},
      {"done", account.done},
      {"failed", account.failed},
      {"lost", account.lost},
      {"cancelled", account.cancelled},
      {"respawns", lane.respawns},
      {"wall_ms", timing.wall_ms},
      {"tasks_per_s", timing.tasks_per_s},
      {"deaths", Json::array()},
      {"balanced", lane.balanced()},
      {"state", lane_state_name(lane.state)},
      {"death_count", lane.death_count},
      {"supervisor_pid", number_or_null(lane.supervisor_pid)},
      {"lane_pid", number_or_null(lane.lane_pid)},
      {"processes", lane.processes < 0 ? Json(nullptr) : Json(lane.processes)},
      {"threads", lane.threads < 0 ? Json(nullptr) : Json(lane.threads)},
      {"containment",
       lane.containment == Containment::pid_namespace ? "pid_namespace" : "subreaper"},
      {"containment_note", text_or_null(lane.containment_note)},
      {"trouble", text_or_null(lane.trouble)},
      {"gate_open", lane.gate_open},
      {"tempo_ms", lane.tempo_ms},
      {"policy", policy_row(lane.policy).name},
      {"queue_depth_max", lane.figures.queue_depth_max},
      {"retried", lane.figures.retried},
      {"poisoned", lane.figures.poisoned},
      {"broken", lane.figures.broken},
      {"awaited", lane.results_awaited()},
      {"waits_in_vain", lane.waits_in_vain()},
      {"lock_dead_holder", number_or_null(lane.lock_dead_holder)},
      {"lock_recovered", lane.lock_recovered},
      {"stranded", lane.waiting_for_ever()},
      {"interpreter", interpreter_json(lane)},
      {"script", script_json(lane)},
      {"worker_states", Json::array()},
  };
  for (const WorkerModel& worker : lane.workers) {
    if (worker.tid != 0) json["tids"].push_back(worker.tid);
    json["worker_states"].push_back(worker_json(worker));
  }
  for (const Death& death : lane.deaths) json["deaths"].push_back(death_json(death));
  return json;
}

/// null: not known, because no lane runs a task.
Json machine_json(const MachineModel& machine) {
  if (!machine.shares.known) return nullptr;
  return Json{{"cores", machine.cores},
              {"own", machine.shares.own},
              {"others", machine.shares.others},
              {"throttled", machine.shares.throttled}};
}

}  // namespace

nlohmann::ordered_json state_json(const Model& model, std::span<const LaneTiming> timings) {
  bool balanced = true;
  Json lanes = Json::array();
  for (std::size_t i = 0; i < model.lanes.size(); ++i) {
    if (!model.lanes[i].exists) continue;
    balanced = balanced && model.lanes[i].balanced();
    lanes.push_back(lane_json(model.lanes[i], i < timings.size() ? timings[i] : LaneTiming{}));
  }
  return Json{{"balanced", balanced},
              {"lanes", std::move(lanes)},
              {"machine", machine_json(model.machine)}};
}

std::string_view lane_state_name(LaneState state) {
  switch (state) {
    case LaneState::starting:
      return "starting";
    case LaneState::open:
      return "open";
    case LaneState::paused:
      return "paused";
    case LaneState::dead:
      return "dead";
    case LaneState::stopped:
      return "stopped";
    case LaneState::failed:
      return "failed";
  }
  return "";
}

std::string_view worker_state_name(WorkerState state) {
  switch (state) {
    case WorkerState::starting:
      return "starting";
    case WorkerState::idle:
      return "idle";
    case WorkerState::paused:
      return "paused";
    case WorkerState::running:
      return "running";
    case WorkerState::dead:
      return "dead";
    case WorkerState::ended:
      return "ended";
  }
  return "";
}

}  // namespace sharedfate
