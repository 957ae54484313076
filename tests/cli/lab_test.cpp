#include <gtest/gtest.h>

#include <csignal>
#include <fstream>
#include <map>

#include <nlohmann/json.hpp>

#include "core/system/process_facts.h"
#include "tests/cli/program_run.h"

namespace sharedfate {
namespace {

using Json = nlohmann::json;

TEST(Lab, ListsTheExperiments) {
  const ProgramRun text = run_program({"lab"});
  EXPECT_EQ(text.exit_status, 0) << text.errors;
  EXPECT_NE(text.output.find("clock"), std::string::npos) << text.output;
  const ProgramRun json = run_program({"lab", "--json"});
  EXPECT_EQ(json.exit_status, 0);
  EXPECT_EQ(Json::parse(json.output).at("schema"), 1);
  const Json list = Json::parse(json.output).at("labs");
  ASSERT_FALSE(list.empty());
  for (const Json& each : list) {
    EXPECT_FALSE(each.at("sentence").get<std::string>().empty());
    for (const Json& parameter : each.at("parameters"))
      EXPECT_FALSE(parameter.at("allowed").get<std::string>().empty());
  }
}

TEST(Lab, PrintsItsResultsAsJsonOrText) {
  const ProgramRun json = run_program({"lab", "clock", "--looks", "2000", "--json"});
  EXPECT_EQ(json.exit_status, 0) << json.errors;
  const Json measured = Json::parse(json.output);
  EXPECT_EQ(measured.at("experiment"), "clock");
  EXPECT_EQ(measured.at("parameters").at("looks"), 2000);
  EXPECT_EQ(measured.at("state"), "done");
  EXPECT_EQ(measured.at("records_rejected"), 0);

  const ProgramRun text = run_program({"lab", "clock", "--looks", "2000", "--no-namespaces"});
  EXPECT_EQ(text.exit_status, 0) << text.errors;
  EXPECT_NE(text.output.find("median: "), std::string::npos) << text.output;
}

TEST(Lab, ReproducesEveryOutcomeOfTheInterleavings) {
  const ProgramRun json = run_program({"lab", "interleavings", "--json"});
  EXPECT_EQ(json.exit_status, 0) << json.errors;
  std::map<std::string, double> interleavings;
  std::size_t outcomes = 0;
  const Json measured = Json::parse(json.output);
  for (const Json& fact : measured.at("facts")) {
    if (fact.at("name") == "interleavings") interleavings[fact.at("of")] = fact.at("value");
    if (fact.at("name") != "on real threads") continue;
    ++outcomes;
    EXPECT_EQ(fact.at("words"), "1 of 1 the same") << fact;
  }
  EXPECT_EQ(interleavings["counter"], 20);
  EXPECT_EQ(interleavings["counter: counter=1"], 18);
  EXPECT_EQ(interleavings["two-locks: deadlock"], 2);
  EXPECT_GE(outcomes, 15U);

  const ProgramRun one =
      run_program({"lab", "interleavings", "--program", "counter", "--order", "ABABAB"});
  EXPECT_EQ(one.exit_status, 0) << one.errors;
  EXPECT_NE(one.output.find("1 of 1 the same"), std::string::npos) << one.output;
}

TEST(Lab, RacesAndLosesNoProtectedIncrement) {
  const ProgramRun json = run_program(
      {"lab", "race", "--increments", "5000", "--runs", "3", "--workers", "3", "--json"});
  EXPECT_EQ(json.exit_status, 0) << json.errors;
  const Json measured = Json::parse(json.output);
  std::size_t unlost = 0;
  for (const Json& fact : measured.at("facts")) {
    if (fact.at("name") != "lost most" || fact.at("of") == "unprotected") continue;
    EXPECT_EQ(fact.at("value"), 0) << fact;
    ++unlost;
  }
  EXPECT_EQ(unlost, 7U);
}

class RunsOfARace : public testing::TestWithParam<const char*> {};

TEST_P(RunsOfARace, AddUp) {
  const ProgramRun json = run_program({"lab", "race", "--increments", "100000", "--protection",
                                       "unprotected", "--runs", GetParam(), "--json"});
  ASSERT_EQ(json.exit_status, 0) << json.errors;
  const Json found = Json::parse(json.output);
  std::map<std::string, Json> facts;
  for (const Json& fact : found.at("facts")) facts[fact.at("name")] = fact;
  const double expected = facts["expected"].at("value"), measured = facts["measured"].at("value"),
               lost = facts["lost"].at("value");
  EXPECT_EQ(measured + lost, expected);
  EXPECT_FALSE(facts["expected"].contains("interval"));
  EXPECT_EQ(facts["lost"].at("interval").at("repeats"), std::stoi(GetParam()));
  EXPECT_EQ(facts["price"].at("interval").at("repeats"), std::stoi(GetParam()));
}

INSTANTIATE_TEST_SUITE_P(EvenAndOdd, RunsOfARace, testing::Values("4", "5"));

TEST(Lab, SaysHowBusyTheMachineWas) {
  const Json measured =
      Json::parse(run_program({"lab", "clock", "--looks", "30000000", "--json"}).output);
  const Json& machine = measured.at("machine");
  if (machine.is_null()) GTEST_SKIP() << "a clock so fast that it was over in half a second";
  EXPECT_GT(machine.at("own"), 0);
  EXPECT_LE(machine.at("own"), 1);
  EXPECT_GE(machine.at("others"), 0);
  EXPECT_GE(machine.at("throttled"), 0);
  const ProgramRun text = run_program({"lab", "clock", "--looks", "30000000"});
  EXPECT_NE(text.output.find("ther programs took "), std::string::npos) << text.output;
}

TEST(Lab, RunsEveryListedExperiment) {
  // Small parameters: this tests that each works, and not its figures.
  const std::map<std::string, std::vector<std::string>> few{
      {"clock", {"--looks", "1000"}},
      {"interleavings", {}},
      {"race", {"--increments", "1000", "--runs", "1"}},
      {"memory", {"--increments", "1000", "--runs", "1"}},
      {"deadlock", {"--rounds", "1000", "--runs", "1"}},
      {"producer-consumer", {"--items", "1000", "--runs", "1"}},
      {"readers-writers", {"--reads", "1000", "--runs", "1"}},
      {"philosophers", {"--meals", "1000", "--runs", "1"}},
      {"spawn", {"--megabytes", "2", "--repeats", "3"}},
      {"ipc", {"--bytes", "4096", "--rounds", "5"}},
      {"scaling", {"--tasks", "4", "--task", "100", "--repeats", "1"}},
  };
  const Json list = Json::parse(run_program({"lab", "--json"}).output).at("labs");
  for (const Json& each : list) {
    const std::string name = each.at("name");
    std::vector<std::string> words{"lab", name, "--json"};
    const auto found = few.find(name);
    if (found != few.end()) words.insert(words.end(), found->second.begin(), found->second.end());
    const ProgramRun run = run_program(words);
    EXPECT_EQ(run.exit_status, 0) << name << run.errors;
    const Json measured = Json::parse(run.output);
    EXPECT_EQ(measured.at("state"), "done") << name;
    EXPECT_EQ(measured.at("records_rejected"), 0) << name;
    EXPECT_FALSE(measured.at("facts").empty()) << name;
  }
}

TEST(Lab, EndsCleanlyWhenInterrupted) {
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
  const ProgramRun run = run_program({"lab", "clock", "--looks", "1000000000"}, settings);
  EXPECT_EQ(run.exit_status, 1) << run.signal << run.errors;
  EXPECT_NE(run.errors.find("interrupted at"), std::string::npos) << run.errors;
  EXPECT_NE(run.output.find("cancelled at"), std::string::npos) << run.output;
}

class LabOfProcesses : public testing::TestWithParam<std::size_t> {};

TEST_P(LabOfProcesses, EndsWhenItsFirstWorkerDies) {
  ProgramSettings settings;
  bool killed = false;
  settings.while_running = [&](int pid) {
    constexpr int depth_of_workers = 3;  // below the guard and the measuring process
    std::vector<int> workers;
    for (const ProcessNode& node : read_process_tree(pid).processes) {
      if (node.depth == depth_of_workers) workers.push_back(node.pid);
    }
    constexpr std::size_t team = 4;  // three workers that increment, and the owner of the counter
    if (!killed && workers.size() == team) killed = kill(workers[GetParam()], SIGKILL) == 0;
  };
  const ProgramRun run = run_program(
      words_of("lab race --protection queue --memory shared --workers 3 --increments 1000000000"),
      settings);
  EXPECT_TRUE(killed);
  EXPECT_EQ(run.exit_status, 1) << "signal " << run.signal;
  EXPECT_NE((run.output + run.errors).find("has died: SIGKILL"), std::string::npos)
      << run.output << run.errors;
}

INSTANTIATE_TEST_SUITE_P(Each, LabOfProcesses, testing::Values(0, 1, 2, 3));

TEST(Lab, GivesUpAtItsTimeLimit) {
  const ProgramRun run =
      run_program({"lab", "clock", "--looks", "1000000000", "--timeout", "0.1", "--json"});
  EXPECT_EQ(run.exit_status, 1);
  EXPECT_EQ(Json::parse(run.output).at("state"), "failed");
}

}  // namespace
}  // namespace sharedfate
