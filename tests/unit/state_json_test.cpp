#include "core/report/state_json.h"

#include <gtest/gtest.h>

#include <csignal>
#include <nlohmann/json.hpp>

#include "core/model/death_text.h"

namespace sharedfate {
namespace {

using Json = nlohmann::ordered_json;

void open_lane(Model& model, LaneIndex lane, LaneSpec spec) {
  apply(model, LaneOpened{lane, spec});
  apply(model, SupervisorStarted{lane, 100, Containment::pid_namespace, ""});
  apply(model, LaneProcessStarted{lane, 1, 200, 2, true});
  const bool threads = lane_kind_row(spec.kind).one_address_space;
  for (int worker = 1; worker <= spec.workers; ++worker) {
    const int pid = threads ? 200 : 200 + worker;
    apply(model, WorkerStarted{lane, worker, 1, pid, 2, 200 + worker, 1, false});
    apply(model, WorkerTallied{lane, worker, 0, 0, 0, 0, 0, WorkerActivity::paused, 200 + worker});
  }
  apply(model,
        LaneProcessTallied{lane, {.accepted = 10, .queue_depth = 10, .queue_depth_max = 12}});
}

DeathReport segv_in(int worker, std::uint64_t task) {
  DeathReport report;
  report.worker = worker;
  report.pid = 202;
  report.tid = 202;
  report.task = task;
  report.fault = "segv";
  report.signal = SIGSEGV;
  report.has_address = true;
  report.address = 0x10;
  return report;
}

std::vector<std::string> keys_of(const Json& object) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : object.items()) keys.push_back(key);
  return keys;
}

TEST(StateJson, HasTheKeysOfTheContractInTheirOrder) {
  Model model;
  open_lane(model, 0, {LaneKind::processes, Language::cpp, 2});
  apply(model, WorkerTallied{0, 2, 1, 0, 7, 1, 0, WorkerActivity::computing, 202});
  apply(model, WorkerDied{0, segv_in(2, 7)});
  const Json json = state_json(model);
  EXPECT_EQ(keys_of(json), (std::vector<std::string>{"balanced", "lanes", "machine"}));

  std::vector<std::string> keys = keys_of(json["lanes"][0]);
  keys.resize(17);
  EXPECT_EQ(keys, (std::vector<std::string>{"kind", "language", "workers", "pids", "tids", "alive",
                                            "submitted", "queued", "running", "done", "failed",
                                            "lost", "cancelled", "respawns", "wall_ms",
                                            "tasks_per_s", "deaths"}));
  keys = keys_of(json["lanes"][0]["deaths"][0]);
  keys.resize(10);
  EXPECT_EQ(keys, (std::vector<std::string>{"worker", "pid", "tid", "task", "fault", "signal",
                                            "exit_code", "address", "lost_tasks", "also_died"}));
}

TEST(StateJson, ReportsOneProcessThatDiedAlone) {
  Model model;
  open_lane(model, 0, {LaneKind::processes, Language::cpp, 2});
  apply(model, WorkerTallied{0, 1, 4, 1, 3, 1, 0, WorkerActivity::waiting, 201});
  apply(model, WorkerTallied{0, 2, 1, 0, 7, 1, 0, WorkerActivity::computing, 202});
  apply(model, WorkerDied{0, segv_in(2, 7)});
  const Json json = state_json(model);
  const Json& lane = json["lanes"][0];
  EXPECT_EQ(json["balanced"], true);
  EXPECT_EQ(lane["kind"], "processes");
  EXPECT_EQ(lane["language"], "cpp");
  EXPECT_EQ(lane["workers"], 2);
  EXPECT_EQ(lane["pids"], Json::array({201, 202}));
  EXPECT_EQ(lane["queue_depth_max"], 12);
  EXPECT_EQ(lane["tids"], Json::array({201, 202}));
  EXPECT_EQ(lane["alive"], 1);
  EXPECT_EQ(lane["submitted"], 10);
  EXPECT_EQ(lane["queued"], 7);
  EXPECT_EQ(lane["done"], 1);
  EXPECT_EQ(lane["failed"], 1);
  EXPECT_EQ(lane["lost"], 1);
  const Json& death = lane["deaths"][0];
  EXPECT_EQ(death["worker"], 2);
  EXPECT_EQ(death["task"], 7);
  EXPECT_EQ(death["fault"], "segv");
  EXPECT_EQ(death["signal"], "SIGSEGV");
  EXPECT_EQ(death["exit_code"], nullptr);
  EXPECT_EQ(death["address"], "0x10");
  EXPECT_EQ(death["lost_tasks"], 1);
  EXPECT_EQ(death["also_died"], Json::array());
}

TEST(StateJson, ReportsAThreadsProcessThatDiedAsAWhole) {
  Model model;
  open_lane(model, 0, {LaneKind::threads, Language::cpp, 3});
  apply(model, WorkerTallied{0, 1, 1, 0, 1, 1, 0, WorkerActivity::computing, 201});
  apply(model, WorkerTallied{0, 2, 1, 0, 2, 1, 0, WorkerActivity::computing, 202});
  DeathReport report = segv_in(2, 2);
  report.signal = 0;
  report.exit_code = 0;
  report.has_address = false;
  report.fault = "exit";
  apply(model, LaneProcessDied{0, report});
  const Json json = state_json(model);
  const Json& lane = json["lanes"][0];
  EXPECT_EQ(json["balanced"], true);
  EXPECT_EQ(lane["pids"], Json::array({200}));
  EXPECT_EQ(lane["alive"], 0);
  EXPECT_EQ(lane["lost"], 10);
  EXPECT_EQ(lane["queued"], 0);
  EXPECT_EQ(lane["state"], "dead");
  const Json& death = lane["deaths"][0];
  EXPECT_EQ(death["signal"], nullptr);
  EXPECT_EQ(death["exit_code"], 0);
  EXPECT_EQ(death["address"], nullptr);
  EXPECT_EQ(death["lost_tasks"], 10);
  EXPECT_EQ(death["also_died"], Json::array({1, 3}));
}

TEST(StateJson, LeavesOutClosedLanesAndTakesTimingsByIndex) {
  Model model;
  open_lane(model, 0, {LaneKind::threads, Language::cpp, 1});
  open_lane(model, 1, {LaneKind::processes, Language::cpp, 1});
  apply(model, LaneClosed{0});
  const std::vector<LaneTiming> timings{{1, 2}, {12.5, 800}};
  const Json json = state_json(model, timings);
  ASSERT_EQ(json["lanes"].size(), 1U);
  EXPECT_EQ(json["lanes"][0]["kind"], "processes");
  EXPECT_EQ(json["lanes"][0]["wall_ms"], 12.5);
  EXPECT_EQ(json["lanes"][0]["tasks_per_s"], 800);
}

TEST(StateJson, SaysWhatAWorkerAndTheMachineHaveOfTheCores) {
  Model model;
  open_lane(model, 0, {LaneKind::threads, Language::cpp, 2});
  Json json = state_json(model);
  EXPECT_EQ(json["machine"], nullptr);
  EXPECT_EQ(json["lanes"][0]["processes"], nullptr);
  for (const char* key : {"core", "on_core", "ready"})
    EXPECT_EQ(json["lanes"][0]["worker_states"][0][key], nullptr) << key;
  WorkerTallied tally{0, 1, 1, 0, 1, 1, 0, WorkerActivity::computing, 201};
  tally.core = 3;
  apply(model, tally);
  TimeShares shares{.known = true, .ready_known = true, .on_core = 0.25, .ready = 0.5};
  apply(model, WorkerTimed{0, 1, shares});
  shares.ready_known = false;
  apply(model, WorkerTimed{0, 2, shares});
  apply(model, ProcessesCounted{0, 1, 3});
  apply(model, MachineMeasured{{true, 0.5, 0.25, 0}, 2});
  json = state_json(model);
  const Json& workers = json["lanes"][0]["worker_states"];
  EXPECT_EQ(workers[0]["core"], 3);
  EXPECT_EQ(workers[0]["on_core"], 0.25);
  EXPECT_EQ(workers[0]["ready"], 0.5);
  EXPECT_EQ(workers[1]["core"], nullptr);
  EXPECT_EQ(workers[1]["on_core"], 0.25);
  EXPECT_EQ(workers[1]["ready"], nullptr) << "this kernel does not count waits";
  EXPECT_EQ(json["lanes"][0]["processes"], 1);
  EXPECT_EQ(json["lanes"][0]["threads"], 3);
  EXPECT_EQ(json["machine"]["cores"], 2);
  EXPECT_EQ(json["machine"]["others"], 0.25);
}

TEST(StateJson, OfNothingIsBalancedAndEmpty) {
  EXPECT_EQ(state_json(Model{}).dump(), R"({"balanced":true,"lanes":[],"machine":null})");
}

TEST(DeathText, SaysWhatDiedOfWhatAndWithWhichOthers) {
  Model model;
  open_lane(model, 0, {LaneKind::threads, Language::cpp, 3});
  apply(model, WorkerTallied{0, 2, 1, 0, 2, 1, 0, WorkerActivity::computing, 202});
  DeathReport report = segv_in(2, 2);
  report.pid = 200;
  apply(model, LaneProcessDied{0, report});
  const LaneModel& lane = model.lanes[0];
  EXPECT_EQ(death_sentence(lane.spec, lane.deaths[0]),
            "Worker T2 (TID 202 of PID 200), in task 2, was ended by SIGSEGV (signal 11, "
            "Segmentation fault) at "
            "address 0x10; injected fault: segv.");
  EXPECT_EQ(death_consequences(lane.spec, lane.deaths[0]),
            "Lost: 1 running task and 9 queued tasks. T1 and T3 died with it: they shared its "
            "address space.");
}

}  // namespace
}  // namespace sharedfate
