#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include <nlohmann/json.hpp>

#include "tests/cli/program_run.h"
#include "tests/support/built_program.h"

namespace sharedfate {
namespace {

using Json = nlohmann::json;

/// Runs with --json and returns the parsed output.
Json run_json(const std::string& words, int expected_status = 0) {
  const ProgramRun run = run_program(words_of("run --json --timeout 50 " + words));
  EXPECT_EQ(run.exit_status, expected_status) << run.errors << run.output;
  return Json::parse(run.output);
}

std::uint64_t figure(const Json& lane, const char* key) {
  return lane.at(key).get<std::uint64_t>();
}

/// Runs again until the fault of worker 1 could fire, which has to take that many tasks for it: on
/// a busy computer the other workers may have taken all before it got a core.
Json run_until_due(const std::string& words, std::uint64_t tasks) {
  constexpr int tries_max = 10;
  Json json;
  for (int tries = 0; tries < tries_max; ++tries) {
    json = run_json(words);
    const Json& lanes = json.at("lanes");
    if (std::all_of(lanes.begin(), lanes.end(), [tasks](const Json& lane) {
          return !lane.at("deaths").empty() ||
                 figure(lane.at("worker_states").at(0), "ended") >= tasks;
        }))
      break;
  }
  return json;
}

void expect_rest_and_balance(const Json& json, std::uint64_t submitted) {
  EXPECT_EQ(json.at("balanced"), true);
  for (const Json& lane : json.at("lanes")) {
    EXPECT_EQ(figure(lane, "submitted"), submitted);
    EXPECT_EQ(figure(lane, "queued") + figure(lane, "running"), 0U) << lane;
    EXPECT_EQ(figure(lane, "submitted"), figure(lane, "done") + figure(lane, "failed") +
                                             figure(lane, "lost") + figure(lane, "cancelled"))
        << lane;
  }
}

TEST(Run, WithoutAFaultEveryTaskIsDone) {
  const Json json = run_json("--tasks 50");
  expect_rest_and_balance(json, 50);
  ASSERT_EQ(json.at("lanes").size(), 2U);
  const Json& threads = json.at("lanes").at(0);
  const Json& processes = json.at("lanes").at(1);
  EXPECT_EQ(threads.at("kind"), "threads");
  EXPECT_EQ(threads.at("pids").size(), 1U);
  EXPECT_EQ(processes.at("kind"), "processes");
  EXPECT_EQ(processes.at("pids").size(), 5U);
  EXPECT_EQ(processes.at("pids"), processes.at("tids"));
  for (const Json& lane : json.at("lanes")) {
    EXPECT_EQ(lane.at("language"), "cpp");
    EXPECT_EQ(lane.at("workers"), 5);
    EXPECT_EQ(lane.at("alive"), 5);
    EXPECT_EQ(lane.at("done"), 50);
    EXPECT_EQ(lane.at("respawns"), 0);
    EXPECT_EQ(lane.at("deaths").size(), 0U);
    const auto tids = lane.at("tids").get<std::set<int>>();
    EXPECT_EQ(tids.size(), 5U);
    EXPECT_GT(lane.at("wall_ms").get<double>(), 0);
    EXPECT_GT(lane.at("tasks_per_s").get<double>(), 0);
  }
}

TEST(Run, OneSerialWorkerDoesAllTasks) {
  const Json json = run_json("--lane serial --tasks 30 --workload square");
  expect_rest_and_balance(json, 30);
  EXPECT_EQ(json.at("lanes").at(0).at("done"), 30);
  EXPECT_EQ(json.at("lanes").at(0).at("pids").size(), 1U);
}

TEST(Run, FourLanesOfSixtyFourWorkersAndWithoutNamespaces) {
  expect_rest_and_balance(run_json("--lane threads:64 --lane processes:64 --tasks 500"), 500);
  expect_rest_and_balance(
      run_json("--lane serial --lane threads --lane processes --lane threads:2 --tasks 40 "
               "--no-namespaces"),
      40);
}

TEST(Run, ManyTasksAddUp) {
  const Json json =
      run_json("--lane threads:2 --lane processes:2 --workload square --tasks 200000");
  expect_rest_and_balance(json, 200'000);
  for (const Json& lane : json.at("lanes")) EXPECT_EQ(lane.at("done"), 200'000);
}

struct FaultCase {
  std::string fault;
  std::string signal;  ///< empty: the worker exits
};

class FaultRunTest : public ::testing::TestWithParam<std::tuple<FaultCase, std::string>> {};

TEST_P(FaultRunTest, EndsTheProcessOfItsWorkerOnly) {
  const auto& [fault, lane_words] = GetParam();
  const Json json =
      run_until_due("--lane " + lane_words + " --tasks 80 --tempo 10 --deadline 1 --fault " +
                        fault.fault + "@1:task=3",
                    3);
  expect_rest_and_balance(json, 80);
  const Json& lane = json.at("lanes").at(0);
  ASSERT_EQ(lane.at("deaths").size(), 1U) << lane;
  const Json& death = lane.at("deaths").at(0);
  EXPECT_EQ(death.at("worker"), 1);
  EXPECT_EQ(death.at("fault"), fault.fault);
  EXPECT_GT(death.at("pid").get<int>(), 0);
  EXPECT_GT(death.at("task").get<int>(), 0);
  if (fault.signal.empty()) {
    EXPECT_EQ(death.at("signal"), nullptr);
    EXPECT_EQ(death.at("exit_code"), 0);
  } else {
    EXPECT_EQ(death.at("signal"), fault.signal);
    EXPECT_EQ(death.at("exit_code"), nullptr);
  }
  const bool has_address = death.at("address").is_string();
  const bool of_an_address = fault.signal == "SIGSEGV" || fault.signal == "SIGBUS" ||
                             fault.signal == "SIGFPE" || fault.signal == "SIGILL";
  EXPECT_EQ(has_address, of_an_address) << death.at("address");
  EXPECT_EQ(figure(lane, "lost"), figure(death, "lost_tasks"));
  if (lane.at("kind") == "processes") {
    EXPECT_EQ(lane.at("alive"), lane.at("workers"));
    EXPECT_EQ(lane.at("respawns"), 1);
    EXPECT_EQ(lane.at("lost"), 1);
    EXPECT_EQ(lane.at("done"), 79);
    EXPECT_EQ(death.at("also_died").size(), 0U);
  } else {
    EXPECT_EQ(lane.at("alive"), 0);
    EXPECT_EQ(lane.at("respawns"), 0);
    EXPECT_GE(figure(lane, "lost"), 1U);
    EXPECT_EQ(death.at("also_died").size(), lane.at("workers").get<std::size_t>() - 1);
    EXPECT_EQ(death.at("pid"), lane.at("pids").at(0));
  }
}

INSTANTIATE_TEST_SUITE_P(
    Cases, FaultRunTest,
    ::testing::Combine(::testing::Values(FaultCase{"segv", "SIGSEGV"},
                                         FaultCase{"abort", "SIGABRT"},
                                         FaultCase{"exception", "SIGABRT"}, FaultCase{"exit", ""},
                                         FaultCase{"kill", "SIGKILL"}, FaultCase{"spin", "SIGKILL"},
                                         FaultCase{"bus", "SIGBUS"}, FaultCase{"fpe", "SIGFPE"},
                                         FaultCase{"ill", "SIGILL"},
                                         FaultCase{"overflow", "SIGSEGV"}),
                       ::testing::Values("serial", "threads:3", "processes:3")),
    [](const auto& each) {
      std::string lane = std::get<1>(each.param);
      return std::get<0>(each.param).fault + "_in_" + lane.substr(0, lane.find(':'));
    });

TEST(Run, AHandledErrorFailsATaskAndEndsNoWorker) {
  const Json json = run_until_due("--tasks 40 --tempo 20 --fault error@1:task=2", 2);
  expect_rest_and_balance(json, 40);
  for (const Json& lane : json.at("lanes")) {
    EXPECT_EQ(lane.at("failed"), 1);
    EXPECT_EQ(lane.at("done"), 39);
    EXPECT_EQ(lane.at("deaths").size(), 0U);
    EXPECT_EQ(lane.at("alive"), lane.at("workers"));
  }
}

TEST(Run, AFaultAtOnceFindsAllTasksInTheQueue) {
  const Json json = run_json("--tasks 20 --fault kill@2:task=0");
  expect_rest_and_balance(json, 20);
  EXPECT_EQ(json.at("lanes").at(0).at("lost"), 20);
  EXPECT_EQ(json.at("lanes").at(1).at("done"), 20);
  EXPECT_EQ(json.at("lanes").at(1).at("respawns"), 1);
}

TEST(Run, AFaultForATaskThatNeverComesDoesNotFire) {
  const Json json = run_json("--tasks 10 --fault segv@1:task=500");
  expect_rest_and_balance(json, 10);
  for (const Json& lane : json.at("lanes")) EXPECT_EQ(lane.at("done"), 10);
}

TEST(Run, ATimeoutIsAFailureThatNamesTheLaneAndStillBalances) {
  const ProgramRun run = run_program(
      words_of("run --lane threads:2 --workload wait:500 --tasks 1000 --timeout 1 --json"));
  EXPECT_EQ(run.exit_status, 1);
  EXPECT_NE(run.errors.find("lane 1 (threads:2) had not come to rest after 1 s"), std::string::npos)
      << run.errors;
  const Json json = Json::parse(run.output);
  expect_rest_and_balance(json, 1000);
  EXPECT_GT(figure(json.at("lanes").at(0), "cancelled"), 900U);
}

TEST(Run, PrintsTheAccountAndTheDeathsAsText) {
  const ProgramRun run = run_program(words_of("run --tasks 60 --tempo 20 --fault segv@3"));
  EXPECT_EQ(run.exit_status, 0) << run.errors;
  for (const char* words :
       {"submitted", "threads:5", "processes:5", "SIGSEGV (signal 11", "injected fault: segv",
        "T1, T2, T4 and T5 died with it", "Nobody else died", "took its place"}) {
    EXPECT_NE(run.output.find(words), std::string::npos) << "'" << words << "' in:\n" << run.output;
  }
  EXPECT_EQ(run.errors, "");
}

TEST(Run, ALaneThatCannotStartIsExplainedAndExitsWith3) {
  // A copy of the program in a folder of its own finds no sharedfate-lane beside it.
  std::string folder = ::testing::TempDir() + "sharedfate-alone-XXXXXX";
  ASSERT_NE(::mkdtemp(folder.data()), nullptr);
  ProgramSettings settings;
  settings.program = folder + "/sharedfate";
  std::filesystem::copy_file(testing::built_program("sharedfate"), settings.program);
  const ProgramRun run = run_program(words_of("run --tasks 5"), settings);
  std::filesystem::remove_all(folder);
  EXPECT_EQ(run.exit_status, 3) << run.errors << run.output;
  EXPECT_NE(run.errors.find("sharedfate-lane"), std::string::npos) << run.errors;
  EXPECT_NE(run.errors.find("No such file"), std::string::npos) << run.errors;
}

TEST(Run, LeavesNoProcessBehind) {
  for (const std::string containment : {"", " --no-namespaces"}) {
    const Json json = run_json("--tasks 40 --tempo 20 --fault kill@2" + containment);
    for (const Json& lane : json.at("lanes")) {
      std::set<int> pids = lane.at("pids").get<std::set<int>>();
      if (lane.at("lane_pid").is_number()) pids.insert(lane.at("lane_pid").get<int>());
      pids.insert(lane.at("supervisor_pid").get<int>());
      for (const int pid : pids) {
        EXPECT_EQ(kill(pid, 0), -1) << "pid " << pid << " of " << lane.at("kind") << containment;
        EXPECT_EQ(errno, ESRCH);
      }
    }
  }
}

TEST(Run, LoadsNoGraphicsLibrary) {
  std::string maps;
  ProgramSettings settings;
  settings.while_running = [&maps](int pid) {
    std::ifstream file("/proc/" + std::to_string(pid) + "/maps");
    std::stringstream text;
    text << file.rdbuf();
    // Ignores the moments before libc is mapped and after the process has ended.
    if (text.str().find("libc.so") != std::string::npos) maps = text.str();
  };
  const ProgramRun run =
      run_program(words_of("run --lane processes:2 --workload wait:50 --tasks 20"), settings);
  EXPECT_EQ(run.exit_status, 0) << run.errors;
  ASSERT_NE(maps.find("libc.so"), std::string::npos) << "the map was never seen";
  for (const char* library :
       {"libGL", "libEGL", "libOpenGL", "libgallium", "swrast_dri", "libvulkan"}) {
    EXPECT_EQ(maps.find(library), std::string::npos) << library << " in:\n" << maps;
  }
}

TEST(NoDisplay, TheDemonstrationRunsAsALog) {
  const ProgramRun run = run_program(words_of("--tasks 30 --tempo 300"));
  EXPECT_EQ(run.exit_status, 0) << run.errors;
  for (const char* words :
       {"no window", "there is no display", "T5 started", "P5 started", "SIGSEGV",
        "in place of the dead one", "What became of every task", "30 submitted = 0 queued"}) {
    EXPECT_NE(run.output.find(words), std::string::npos) << "'" << words << "' in:\n" << run.output;
  }
  EXPECT_EQ(run.output.find('\x1b'), std::string::npos) << "control sequences in a log";
}

TEST(NoDisplay, ADisplayThatDoesNotAnswerCountsAsNone) {
  ProgramSettings settings;
  settings.environment = {"DISPLAY=:65000"};
  const ProgramRun run = run_program(words_of("--tasks 20 --tempo 100"), settings);
  EXPECT_EQ(run.exit_status, 0) << run.errors;
  EXPECT_NE(run.output.find("no window"), std::string::npos) << run.output;
  EXPECT_NE(run.output.find("20 submitted = 0 queued"), std::string::npos) << run.output;
}

/// Whether the process handles SIGINT already, so that the signal does not just kill it.
bool catches_interrupt(int pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/status");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("SigCgt:"))
      return (std::stoull(line.substr(7), nullptr, 16) >> (SIGINT - 1) & 1) != 0;
  }
  return false;
}

TEST(NoDisplay, TheDemonstrationEndsCleanlyWhenInterrupted) {
  ProgramSettings settings;
  const auto started = std::chrono::steady_clock::now();
  bool interrupted = false;
  settings.while_running = [&](int pid) {
    // Waits until tasks are running.
    if (interrupted || std::chrono::steady_clock::now() - started < std::chrono::seconds(1)) return;
    if (!catches_interrupt(pid)) return;
    interrupted = true;
    kill(pid, SIGINT);
  };
  const ProgramRun run = run_program(words_of("--tasks 100000 --tempo 1000"), settings);
  EXPECT_TRUE(interrupted);
  EXPECT_EQ(run.exit_status, 0) << run.signal << run.errors;
  EXPECT_NE(run.output.find("What became of every task"), std::string::npos) << run.output;
  EXPECT_NE(run.output.find("100000 submitted = 0 queued + 0 running"), std::string::npos)
      << run.output;
}

TEST(NoDisplay, AScreenshotIsRefusedWithTheReason) {
  const ProgramRun run = run_program({"--screenshot", "never-made.png"});
  EXPECT_EQ(run.exit_status, 1);
  EXPECT_NE(run.errors.find("never-made.png"), std::string::npos) << run.errors;
  EXPECT_NE(run.errors.find("no display"), std::string::npos) << run.errors;
}

}  // namespace
}  // namespace sharedfate
