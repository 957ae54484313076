#include "app/playground/command/commands.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/catalog/lane_kind.h"
#include "core/catalog/policy.h"
#include "core/fault/fault.h"
#include "core/report/json_text.h"
#include "core/system/process_facts.h"
#include "core/system/terminal.h"
#include "core/workload/workload.h"

namespace sharedfate {
namespace {

using Json = nlohmann::ordered_json;

std::string text_of(const ExpectedEnd& end) {
  if (end.none) return "ends nothing";
  return end.signal != 0 ? signal_name(end.signal) : fmt::format("exit code {}", end.exit_code);
}

std::string end_of(const FaultRow& row) {
  if (!row.end_isolated) return text_of(row.end);
  return fmt::format("{}, {}", text_of(row.end), text_of(*row.end_isolated));
}

std::string_view target_of(const FaultRow& row) {
  switch (row.target) {
    case FaultTarget::worker:
      return "worker";
    case FaultTarget::lane_process:
      return "lane process";
    case FaultTarget::supervisor:
      return "supervisor";
  }
  return "";
}

Json faults_json() {
  Json list = Json::array();
  for (const FaultRow& row : faults()) {
    const bool signalled = row.end.signal != 0;
    list.push_back(Json{
        {"name", row.name},
        {"title", row.title},
        {"sentence", row.sentence},
        {"how", row.how},
        {"signal", signalled ? Json(signal_name(row.end.signal)) : Json(nullptr)},
        {"exit_code", signalled || row.end.none ? Json(nullptr) : Json(row.end.exit_code)},
        {"ends_nothing", row.end.none},
        {"target", target_of(row)},
        {"in_shared_memory", row.outcome.shared},
        {"in_own_process", row.outcome.isolated},
        {"needs_deadline", row.needs_deadline},
    });
  }
  return list;
}

Json workloads_json() {
  Json list = Json::array();
  for (const WorkloadRow& row : workloads()) {
    list.push_back(Json{
        {"name", row.name},
        {"sentence", row.sentence},
        {"parameter", row.parameter_name},
        {"parameter_default", row.parameter_default},
        {"parameter_max", row.parameter_max},
    });
  }
  return list;
}

Json lanes_json() {
  Json list = Json::array();
  for (const LaneKindRow& row : lane_kinds()) {
    list.push_back(Json{
        {"name", row.name},
        {"title", row.title},
        {"sentence", row.sentence},
        {"languages", Json::array({language_name(row.language)})},
        {"workers_min", worker_count_min},
        {"workers_max", row.workers_max},
        {"one_address_space", row.one_address_space},
    });
  }
  return list;
}

Json policies_json() {
  Json list = Json::array();
  for (const PolicyRow& row : policies()) {
    list.push_back(Json{{"name", row.name},
                        {"title", row.title},
                        {"sentence", row.sentence},
                        {"known_as", row.known_as}});
  }
  return list;
}

std::string policies_text() {
  std::string text = fmt::format("{:<12}{:<42}{}\n", "policy", "as in", "what a death comes to");
  for (const PolicyRow& row : policies())
    text += fmt::format("{:<12}{:<42}{}\n", row.name, row.known_as, row.sentence);
  return text +
         "\nIn lanes whose workers share one address space all of them come to the same: queue and "
         "workers die together.\nOn the command line: --policy NAME\n";
}

std::string faults_text() {
  std::string text = fmt::format("{:<12}{:<22}{}\n", "fault", "ends by", "what it does");
  for (const FaultRow& row : faults()) {
    text += fmt::format("{:<12}{:<22}{}\n", row.name, end_of(row), row.sentence);
    text += fmt::format("{:<34}how: {}\n{:<34}threads: {}\n{:<34}processes: {}\n", "", row.how, "",
                        row.outcome.shared, "", row.outcome.isolated);
  }
  text += fmt::format("\n{:<12}{}\n", "site", "where a fault fires");
  for (const SiteRow& row : sites())
    text += fmt::format("{:<12}{}\n{:<12}how: {}\n", row.name, row.sentence, "", row.how);
  return text +
         "\nOn the command line: FAULT@WORKER[:task=K][:site=SITE], for example\n"
         "--fault segv@3:task=2 (the middle of its second task) or --fault segv@3:site=idle; "
         "parent and\n"
         "supervisor name no worker: --fault parent\n";
}

std::string workloads_text() {
  std::string text = fmt::format("{:<12}{:<26}{}\n", "workload", "parameter", "what a task does");
  for (const WorkloadRow& row : workloads()) {
    const std::string parameter =
        row.parameter_name.empty()
            ? "none"
            : fmt::format("{} (default {})", row.parameter_name, row.parameter_default);
    text += fmt::format("{:<12}{:<26}{}\n", row.name, parameter, row.sentence);
  }
  return text + "\nOn the command line: NAME[:PARAM], for example --workload primes:20000\n";
}

std::string lanes_text() {
  std::string text = fmt::format("{:<12}{:<10}{}\n", "lane", "workers", "what it is");
  for (const LaneKindRow& row : lane_kinds()) {
    const std::string workers =
        row.workers_max == 1 ? "1" : fmt::format("{} to {}", worker_count_min, row.workers_max);
    text += fmt::format("{:<12}{:<10}{}\n", row.name, workers, row.sentence);
  }
  return text + "\nOn the command line: KIND[:WORKERS], for example --lane threads:5\n";
}

std::string table_text(const ListCommand& command) {
  using Table = ListCommand::Table;
  switch (command.table) {
    case Table::faults:
      return command.json ? json_text({{"faults", faults_json()}}) : faults_text();
    case Table::workloads:
      return command.json ? json_text({{"workloads", workloads_json()}}) : workloads_text();
    case Table::lanes:
      return command.json ? json_text({{"lanes", lanes_json()}}) : lanes_text();
    case Table::policies:
      return command.json ? json_text({{"policies", policies_json()}}) : policies_text();
  }
  return "";
}

}  // namespace

int list_command(const ListCommand& command) {
  return write_output(table_text(command)) ? exit_success : exit_failure;
}

}  // namespace sharedfate
