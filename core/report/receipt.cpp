#include "core/report/receipt.h"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/base/shell_word.h"
#include "core/model/death_text.h"
#include "core/report/json_text.h"
#include "core/report/state_json.h"
#include "core/report/worker_text.h"
#include "core/system/process_facts.h"

namespace sharedfate {
namespace {

using Json = nlohmann::ordered_json;

constexpr double ns_per_ms = 1e6;
constexpr std::size_t deaths_listed_max = 20;

std::string death_line(const LaneSpec& lane, const Death& death) {
  const DeathReport& report = death.report;
  std::string text = fmt::format("    died: {} ({}) of {}", who_text(lane, death),
                                 number_text(report), end_text(report));
  if (report.task != 0) text += fmt::format(", in task {}", report.task);
  if (report.known_after_ns != 0) {
    text += fmt::format("; known {:.2f} ms after the fault",
                        static_cast<double>(report.known_after_ns) / ns_per_ms);
  }
  text += fmt::format("; lost {} running, {} queued\n", death.lost_running, death.lost_queued);
  if (!death.also_died.empty())
    text += fmt::format("    with it: {}\n", worker_list(lane, death.also_died));
  if (report.orphans != 0)
    text +=
        fmt::format("    orphans: {}; the supervisor took over and saw them end\n", report.orphans);
  if (!report.cause.empty()) text += fmt::format("    last words: {}\n", report.cause);
  return text;
}

std::string survivors_line(const LaneReceipt& lane) {
  if (lane.state == LaneState::stopped) return "    stopped at the time limit\n";
  return fmt::format(
      "    survived, of {} and the queue: {}; workers replaced: {}; lane restarted: {}\n",
      lane.spec.workers == 1 ? "1 worker" : fmt::format("{} workers", lane.spec.workers),
      survivors_text(lane), lane.replaced, lane.restarts);
}

std::string lane_text(const LaneReceipt& lane) {
  std::string text = fmt::format("  {}: {}{}\n", to_text(lane.spec), account_text(lane.account),
                                 lane.account.balanced() ? "" : "; DOES NOT BALANCE");
  const std::size_t listed = std::min(lane.deaths.size(), deaths_listed_max);
  if (lane.death_count == 0) text += "    nothing died\n";
  if (lane.death_count > listed)
    text += fmt::format("    {} deaths; the last {}:\n", lane.death_count, listed);
  for (std::size_t i = lane.deaths.size() - listed; i < lane.deaths.size(); ++i)
    text += death_line(lane.spec, lane.deaths[i]);
  if (!lane.queue_lock.empty()) text += fmt::format("    {}\n", lane.queue_lock);
  if (!lane.stray.empty()) text += fmt::format("    measured: {}\n", lane.stray);
  return text + survivors_line(lane);
}

Json account_json(const Account& account) {
  return Json{{"submitted", account.submitted}, {"queued", account.queued},
              {"running", account.running},     {"done", account.done},
              {"failed", account.failed},       {"lost", account.lost},
              {"cancelled", account.cancelled}, {"balanced", account.balanced()}};
}

Json death_json(const LaneSpec& lane, const Death& death) {
  const DeathReport& report = death.report;
  const bool signalled = report.signal != 0;
  Json also_died = Json::array();
  for (const int worker : death.also_died) also_died.push_back(worker_label(lane, worker));
  Json json{
      {"label", who_text(lane, death)},
      {"pid", report.pid},
      {"tid", report.tid != 0 ? Json(report.tid) : Json(nullptr)},
      {"fault", report.fault.empty() ? Json(nullptr) : Json(report.fault)},
      {"wait_status", Json{{"signal", signalled ? Json(signal_name(report.signal)) : Json(nullptr)},
                           {"exit_code", signalled ? Json(nullptr) : Json(report.exit_code)}}},
      {"address", report.has_address ? Json(fmt::format("{:#x}", report.address)) : Json(nullptr)},
      {"task", report.task != 0 ? Json(report.task) : Json(nullptr)},
      {"crash_record", report.cause.empty() ? Json(nullptr) : Json(report.cause)},
      {"known_after_ms", report.known_after_ns != 0
                             ? Json(static_cast<double>(report.known_after_ns) / ns_per_ms)
                             : Json(nullptr)},
      {"lost_running", death.lost_running},
      {"lost_queued", death.lost_queued},
  };
  json["died_with_it"] = std::move(also_died);
  json["orphans"] = report.orphans;
  return json;
}

Json lane_json(const LaneReceipt& lane) {
  Json json{{"lane", to_text(lane.spec)},
            {"state", lane_state_name(lane.state)},
            {"account", account_json(lane.account)},
            {"deaths", Json::array()},
            {"death_count", lane.death_count},
            {"stray", lane.stray.empty() ? Json(nullptr) : Json(lane.stray)},
            {"survivors", Json::array()},
            {"queue_survived", lane.queue_survived},
            {"queue_lock", lane.queue_lock.empty() ? Json(nullptr) : Json(lane.queue_lock)},
            {"workers_replaced", lane.replaced},
            {"lane_restarts", lane.restarts}};
  for (const Death& death : lane.deaths) json["deaths"].push_back(death_json(lane.spec, death));
  for (const int worker : lane.survivors)
    json["survivors"].push_back(worker_label(lane.spec, worker));
  return json;
}

std::string fault_specs_text(const std::vector<FaultSpec>& fault_specs) {
  std::string text;
  for (const FaultSpec& fault_spec : fault_specs) text += ", fault " + to_text(fault_spec);
  return text;
}

Json receipt_json(const Receipt& receipt) {
  Json json{{"lanes", Json::array()},
            {"audit", audit_json(receipt.audit)},
            {"seed", receipt.seed},
            {"fault_specs", Json::array()},
            {"repeat", receipt.repeat}};
  for (const LaneReceipt& lane : receipt.lanes) json["lanes"].push_back(lane_json(lane));
  for (const FaultSpec& fault_spec : receipt.fault_specs)
    json["fault_specs"].push_back(to_text(fault_spec));
  return json;
}

}  // namespace

std::string who_text(const LaneSpec& lane, const Death& death) {
  if (death.scope == Death::Scope::supervisor) return "the supervisor";
  if (death.report.worker != 0) return worker_label(lane, death.report.worker);
  return lane_kind_row(lane.kind).one_address_space ? "the process" : "the parent";
}

std::string number_text(const DeathReport& report) {
  return report.tid != 0 && report.tid != report.pid
             ? fmt::format("TID {} of PID {}", report.tid, report.pid)
             : fmt::format("PID {}", report.pid);
}

std::string survivors_text(const LaneReceipt& lane) {
  if (lane.survivors.empty()) return lane.queue_survived ? "the queue" : "nothing";
  std::string text = worker_list(lane.spec, lane.survivors);
  if (lane.queue_survived) text += ", and the queue";
  return text;
}

LaneReceipt make_lane_receipt(const LaneModel& lane) {
  LaneReceipt receipt;
  receipt.spec = lane.spec;
  receipt.state = lane.state;
  receipt.account = lane.account();
  receipt.stray = stray_text(lane);
  receipt.deaths = lane.deaths;
  receipt.death_count = lane.death_count;
  receipt.replaced = lane.respawns;
  receipt.restarts = lane.incarnation > 1 ? lane.incarnation - 1 : 0;
  receipt.queue_survived =
      lane.lane_pid != 0 && receipt.restarts == 0 && lane.lock_dead_holder == 0;
  receipt.queue_lock = queue_lock_text(lane);
  for (const WorkerModel& worker : lane.workers) {
    if (worker.alive() && worker.respawns == 0) receipt.survivors.push_back(worker.worker);
  }
  return receipt;
}

bool owes_receipt(const RunOptions& options, const RunResult& result) {
  return !options.faults.empty() ||
         std::any_of(result.model.lanes.begin(), result.model.lanes.end(),
                     [](const LaneModel& lane) { return lane.death_count > 0; });
}

std::string run_words(const RunOptions& options) {
  std::string words = "sharedfate run";
  for (const LaneSpec& lane : options.lanes) words += " --lane " + shell_word(to_text(lane));
  // Only the code is kept, not the name of its file.
  words += options.code.origin != CodeOrigin::none
               ? std::string(" --python-code FILE")
               : fmt::format(" --workload {} --tasks {}", to_text(options.workload), options.tasks);
  words += fmt::format(" --tempo {} --seed {}", options.tempo_ms, options.seed);
  if (options.deadline_ms != 0) words += fmt::format(" --deadline {}", options.deadline_ms / 1e3);
  words += fmt::format(" --timeout {}", options.timeout_ms / 1e3);
  if (options.policy != PolicyId::pool)
    words += fmt::format(" --policy {}", policy_row(options.policy).name);
  if (!options.use_namespaces) words += " --no-namespaces";
  for (const FaultSpec& fault_spec : options.faults) words += " --fault " + to_text(fault_spec);
  return words;
}

Receipt make_receipt(const RunOptions& options, const RunResult& result) {
  Receipt receipt;
  for (const LaneModel& lane : result.model.lanes) receipt.lanes.push_back(make_lane_receipt(lane));
  receipt.fault_specs = options.faults;
  receipt.seed = options.seed;
  receipt.audit = result.audit;
  receipt.repeat = run_words(options);
  return receipt;
}

std::string receipt_text(const Receipt& receipt) {
  std::string text = "Receipt\n";
  for (const LaneReceipt& lane : receipt.lanes) text += lane_text(lane);
  text += fmt::format("  audit: {}\n", audit_text(receipt.audit));
  text += fmt::format("  seed {}{}; the same again:\n    {}\n", receipt.seed,
                      fault_specs_text(receipt.fault_specs), receipt.repeat);
  return text;
}

Json audit_json(const Audit& audit) {
  return Json{{"clean", audit.clean()},
              {"processes", audit.processes},
              {"descriptors", audit.descriptors},
              {"shared_memory", audit.shared_memory}};
}

std::string run_json(const RunResult& result, const Receipt* receipt) {
  Json json = state_json(result.model, result.timings);
  if (receipt != nullptr) json["receipt"] = receipt_json(*receipt);
  return json_text(json);
}

}  // namespace sharedfate
