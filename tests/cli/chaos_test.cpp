#include <gtest/gtest.h>

#include <csignal>
#include <fstream>
#include <set>
#include <string>

#include <nlohmann/json.hpp>

#include "tests/cli/program_run.h"

namespace sharedfate {
namespace {

using Json = nlohmann::json;

Json run_json(const std::string& words) {
  const ProgramRun run = run_program(words_of(words));
  EXPECT_EQ(run.exit_status, 0) << run.errors << run.output;
  return Json::parse(run.output);
}

TEST(Receipt, EndsTheOutputOfARunWithAFault) {
  // Tasks that wait: the third worker gets its second one even on a busy machine.
  const ProgramRun run = run_program(words_of("run --tasks 60 --workload wait:20 --fault segv@3"));
  EXPECT_EQ(run.exit_status, 0) << run.errors;
  for (const char* words :
       {"Receipt", "60 submitted =", "died: T3 (TID", "died: P3 (PID", "SIGSEGV (signal 11",
        "ms after the fault", "with it: T1, T2, T4 and T5",
        "survived, of 5 workers and the queue: nothing",
        "survived, of 5 workers and the queue: P1, P2, P4 and P5, and the queue; workers replaced: "
        "1",
        "0 processes, 0 descriptors and 0 pieces of shared memory left over",
        "seed 1, fault segv@3:task=2", "sharedfate run --lane threads:5"}) {
    EXPECT_NE(run.output.find(words), std::string::npos) << "'" << words << "' in:\n" << run.output;
  }
}

TEST(Receipt, IsAbsentWithoutAFault) {
  EXPECT_EQ(run_program(words_of("run --tasks 10")).output.find("Receipt"), std::string::npos);
  EXPECT_FALSE(run_json("run --tasks 10 --json").contains("receipt"));
}

/// What two runs of one receipt must have in common: which workers died of what, in any order.
std::multiset<std::string> outcome(const Json& receipt) {
  std::multiset<std::string> outcome;
  for (const Json& lane : receipt.at("lanes")) {
    EXPECT_EQ(lane.at("account").at("balanced"), true);
    for (const Json& death : lane.at("deaths")) {
      const Json end{lane.at("lane"), death.at("label"), death.at("fault"),
                     death.at("wait_status")};
      outcome.insert(end.dump());
    }
    outcome.insert(lane.at("survivors").dump());
  }
  return outcome;
}

TEST(Receipt, NamesTheCommandThatRepeatsTheRun) {
  const Json first = run_json(
                         "run --json --lane serial --lane processes:3 --workload wait:1 --tasks 60 "
                         "--seed 9 --deadline 2.5 --no-namespaces --fault abort@1:task=1")
                         .at("receipt");
  const std::string repeat = first.at("repeat");
  ASSERT_TRUE(repeat.starts_with("sharedfate ")) << repeat;
  const Json second = run_json(repeat.substr(repeat.find(' ')) + " --json").at("receipt");
  EXPECT_EQ(second.at("repeat"), repeat);
  EXPECT_EQ(second.at("fault_specs"), Json::array({"abort@1:task=1"}));
  EXPECT_EQ(second.at("seed"), 9);
  EXPECT_EQ(second.at("audit").at("clean"), true) << second.at("audit");
  EXPECT_EQ(outcome(first), outcome(second));
}

TEST(Chaos, ChecksEveryInvariantAfterEveryFault) {
  for (const char* const more : {"", " --no-namespaces", " --lane serial --lane processes:2"}) {
    const Json json = run_json(std::string("chaos --faults 30 --seed 3 --json") + more);
    EXPECT_EQ(json.at("lawful"), true);
    EXPECT_EQ(json.at("faults"), 30);
    EXPECT_GT(json.at("deaths"), 10);
    EXPECT_GT(json.at("restarts"), 0);
    EXPECT_EQ(json.at("audit").at("clean"), true);
    EXPECT_EQ(json.at("violation"), nullptr);
  }
}

TEST(Chaos, CanBeginAtAnyFaultAndPrintsText) {
  const ProgramRun run = run_program(words_of("chaos --faults 3 --first 1000 --seed 4"));
  EXPECT_EQ(run.exit_status, 0) << run.errors << run.output;
  for (const char* words : {"3 faults in", "deaths", "audit: 0 processes", "memory: "}) {
    EXPECT_NE(run.output.find(words), std::string::npos) << run.output;
  }
}

TEST(Chaos, EndsCleanlyWhenInterrupted) {
  ProgramSettings settings;
  bool interrupted = false;
  settings.while_running = [&interrupted](int pid) {
    // It handles SIGINT once it has children.
    const std::string process = "/proc/" + std::to_string(pid);
    std::ifstream file(process + "/task/" + std::to_string(pid) + "/children");
    int child = 0;
    if (interrupted || !(file >> child)) return;
    interrupted = true;
    kill(pid, SIGINT);
  };
  const ProgramRun run = run_program(words_of("chaos --faults 1000000"), settings);
  EXPECT_EQ(run.exit_status, 1) << run.signal << run.errors;
  EXPECT_NE(run.errors.find("interrupted after"), std::string::npos) << run.errors;
  EXPECT_NE(run.output.find("audit: 0 processes"), std::string::npos) << run.output;
}

}  // namespace
}  // namespace sharedfate
