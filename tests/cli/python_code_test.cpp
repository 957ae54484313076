// A file of Python code for a lane, named on the command line.
#include <gtest/gtest.h>

#include <fstream>

#include <nlohmann/json.hpp>

#include "tests/cli/program_run.h"
#include "tests/support/temporary_folder.h"

namespace sharedfate::testing {
namespace {

using Json = nlohmann::json;

/// Runs with --json and returns the parsed output.
Json run_json(const std::string& words, int expected_status = 0) {
  const ProgramRun run = run_program(words_of("run --json --timeout 50 " + words));
  EXPECT_EQ(run.exit_status, expected_status) << run.errors << run.output;
  return Json::parse(run.output);
}

/// A file with code for a lane, removed by the destructor.
struct CodeFile {
  explicit CodeFile(const std::string& code) { std::ofstream(path) << code; }
  TemporaryFolder folder;
  std::string path = folder.path("code.py");
};

TEST(RunPythonCode, GivesResultsInOrder) {
  const CodeFile code(
      "from multiprocessing import Pool\n"
      "pool = Pool(2)\n"
      "print(pool.map(abs, [-3, 4]))\n"
      "pool.terminate()\n");
  const Json json =
      run_json("--lane python-pool:2 --lane python-threads:2 --python-code " + code.path);
  EXPECT_EQ(json.at("balanced"), true);
  for (const Json& lane : json.at("lanes")) {
    EXPECT_EQ(lane.at("done"), 2);
    const Json& script = lane.at("script");
    EXPECT_EQ(script.at("state"), "ended");
    EXPECT_EQ(script.at("error"), nullptr);
    EXPECT_EQ(script.at("output"), "[3, 4]\n");
    EXPECT_EQ(script.at("calls").at(0).at("results"), (Json{"3", "4"}));
    EXPECT_EQ(script.at("confinement"), "limits");
  }
}

TEST(RunPythonCode, ReportsAnErrorWithItsLine) {
  const CodeFile code("a = 1\nraise ValueError('no ' + str(a))\n");
  const Json json = run_json("--lane python-serial --python-code " + code.path, 1);
  const Json& error = json.at("lanes").at(0).at("script").at("error");
  EXPECT_EQ(error.at("line"), 2);
  EXPECT_EQ(error.at("type"), "ValueError");
  EXPECT_EQ(error.at("message"), "no 1");
}

TEST(RunPythonCode, RefusesInvalidCombinations) {
  const CodeFile code("print(1)\n");
  const auto refused = [](const std::string& words) {
    const ProgramRun run = run_program(words_of("run " + words));
    EXPECT_EQ(run.exit_status, 2) << words;
    return run.errors;
  };
  EXPECT_NE(
      refused("--lane threads:2 --python-code " + code.path).find("no interpreter runs there"),
      std::string::npos);
  EXPECT_NE(refused("--lane python-pool:2 --tasks 3 --python-code " + code.path).find("--tasks"),
            std::string::npos);
  EXPECT_NE(
      refused("--lane python-pool:2 --python-code " + code.path + ".not").find("No such file"),
      std::string::npos);
}

}  // namespace
}  // namespace sharedfate::testing
