#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/cli/program_run.h"

namespace sharedfate {
namespace {

using Json = nlohmann::json;

struct BadUsage {
  std::string name;
  std::vector<std::string> words;
  std::vector<std::string>
      said;  ///< parts of the error message: what is wrong, what is allowed, the nearest word
};

class BadUsageTest : public testing::TestWithParam<BadUsage> {};

TEST_P(BadUsageTest, IsExplainedAndExitsWith2) {
  const ProgramRun run = run_program(GetParam().words);
  EXPECT_EQ(run.exit_status, 2) << run.errors;
  EXPECT_EQ(run.output, "");
  for (const std::string& words : GetParam().said) {
    EXPECT_NE(run.errors.find(words), std::string::npos) << "'" << words << "' in: " << run.errors;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Words, BadUsageTest,
    testing::Values(
        BadUsage{
            "option", {"--lanes", "threads"}, {"'--lanes'", "--workload", "did you mean '--lane'"}},
        BadUsage{"option_of_run",
                 {"run", "--task", "5"},
                 {"'--task'", "--fault", "did you mean '--tasks'"}},
        BadUsage{"chaos_faults", {"chaos", "--faults", "0"}, {"--faults '0'", "from 1 to"}},
        BadUsage{"option_of_chaos", {"chaos", "--sed", "5"}, {"did you mean '--seed'"}},
        BadUsage{"option_of_list", {"faults", "--jsn"}, {"'--jsn'", "did you mean '--json'"}},
        BadUsage{"subcommand",
                 {"rnu"},
                 {"'rnu'", "run, faults, workloads, lanes, policies, chaos, gil, lesson, lab",
                  "did you mean 'run'"}},
        BadUsage{"word_after_run", {"run", "now"}, {"unexpected word 'now'"}},
        BadUsage{"two_subcommands", {"run", "lanes"}, {"'lanes'"}},
        BadUsage{"lane",
                 {"run", "--lane", "thread:5"},
                 {"'thread'", "serial, threads, processes", "'threads'"}},
        BadUsage{"workers", {"run", "--lane", "threads:65"}, {"threads:65", "1 to 64"}},
        BadUsage{"serial_workers", {"run", "--lane", "serial:2"}, {"serial:2"}},
        BadUsage{"lane_in_window", {"--lane", "proceses"}, {"did you mean 'processes'"}},
        BadUsage{"workload",
                 {"run", "--workload", "prime:3"},
                 {"square, primes, wait, mixed, poison", "'primes'"}},
        BadUsage{"parameter", {"run", "--workload", "primes:x"}, {"primes:x", "whole number"}},
        BadUsage{"fault",
                 {"run", "--fault", "segfault@3"},
                 {"'segfault'", "abort", "did you mean 'segv'"}},
        BadUsage{"fault_without_worker", {"run", "--fault", "segv"}, {"FAULT@WORKER"}},
        BadUsage{"fault_key", {"run", "--fault", "segv@1:taks=2"}, {"taks=2", "task=K"}},
        BadUsage{"tasks_none", {"run", "--tasks", "0"}, {"'0'", "from 1 to 10000000"}},
        BadUsage{"tasks_many", {"run", "--tasks", "10000001"}, {"from 1 to 10000000"}},
        BadUsage{"tasks_negative", {"run", "--tasks", "-5"}, {"'-5'"}},
        BadUsage{"tasks_missing", {"run", "--tasks"}, {"--tasks lacks its value"}},
        BadUsage{"tempo", {"run", "--tempo", "fast"}, {"'fast'", "milliseconds"}},
        BadUsage{"timeout", {"run", "--timeout", "0"}, {"'0'", "seconds"}},
        BadUsage{"seed", {"run", "--seed", "18446744073709551616"}, {"seed"}},
        BadUsage{"flag_value", {"run", "--json=maybe"}, {"--json", "maybe"}},
        BadUsage{"size", {"--size", "10x10"}, {"640x480", "3840x2160"}},
        BadUsage{"theme", {"--theme", "drak"}, {"dark, light", "did you mean 'dark'"}},
        BadUsage{"lesson_alone", {"lesson"}, {"check, new, list"}},
        BadUsage{"lesson_subcommand",
                 {"lesson", "chek"},
                 {"'chek'", "check, new, list", "did you mean 'check'"}},
        BadUsage{"lesson_check_nothing", {"lesson", "check"}, {"FILE|DIR"}},
        BadUsage{"lesson_check_option",
                 {"lesson", "check", "--jsn", "a.md"},
                 {"sharedfate lesson check", "did you mean '--json'"}},
        BadUsage{"lesson_check_repeat",
                 {"lesson", "check", "--repeat", "0", "a.md"},
                 {"'0'", "from 1 to 10000"}},
        BadUsage{"lesson_new_two", {"lesson", "new", "a.md", "b.md"}, {"unexpected word 'b.md'"}},
        BadUsage{"lab_name", {"lab", "clok"}, {"'clok'", "did you mean 'clock'"}},
        BadUsage{"lab_option",
                 {"lab", "clock", "--lok", "5"},
                 {"sharedfate lab clock", "did you mean '--looks'"}},
        BadUsage{"lab_number",
                 {"lab", "clock", "--looks", "0"},
                 {"looks '0'", "from 1000 to 1000000000"}},
        BadUsage{"lab_word",
                 {"lab", "race", "--protection", "mutx"},
                 {"'mutx'", "semaphore", "did you mean 'mutex'"}},
        BadUsage{"lab_private_queue",
                 {"lab", "race", "--protection", "queue", "--memory", "private"},
                 {"private memory", "choose shared memory"}},
        BadUsage{"lab_order",
                 {"lab", "interleavings", "--program", "counter", "--order", "ABA"},
                 {"'ABA'", "A has 3 steps"}},
        BadUsage{"lab_order_of_all",
                 {"lab", "interleavings", "--order", "ABABAB"},
                 {"belongs to one program"}},
        BadUsage{"open_lab_unknown", {"--lab", "rase"}, {"did you mean 'race'"}},
        BadUsage{"open_lab_setting", {"--lab", "race:workers=99"}, {"workers '99'", "from 1 to"}},
        BadUsage{"open_lab_word", {"--lab", "race:runs"}, {"NAME=VALUE"}},
        BadUsage{"measure_nothing", {"--measure"}, {"--lab"}},
        BadUsage{"lab_by_hand", {"lab", "stepping"}, {"unknown subcommand 'stepping'"}},
        BadUsage{"lab_timeout", {"lab", "clock", "--timeout", "0"}, {"--timeout '0'"}},
        BadUsage{"scale", {"--scale", "nan"}, {"'nan'"}}),
    [](const auto& each) { return each.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Contradictions, BadUsageTest,
    testing::Values(
        BadUsage{"fault_beyond_workers",
                 {"run", "--fault", "segv@9"},
                 {"segv@9", "threads:5", "1 to 5"}},
        BadUsage{"two_faults_one_worker",
                 {"run", "--fault", "segv@3", "--fault", "kill@3"},
                 {"segv@3", "kill@3"}},
        BadUsage{
            "deadline_below_tempo", {"run", "--tempo", "9000", "--deadline", "5"}, {"--deadline"}},
        BadUsage{
            "option_twice", {"run", "--seed", "1", "--seed", "2"}, {"--seed is given 2 times"}},
        BadUsage{"window_option_before_run", {"--seed", "1", "run"}, {"write it after 'run'"}},
        BadUsage{"window_option_with_run", {"--paused", "run"}, {"--paused belongs to the window"}},
        BadUsage{"after_without_screenshot", {"--after", "2"}, {"--screenshot"}},
        BadUsage{"window_option_with_lesson",
                 {"--paused", "lesson", "list"},
                 {"--paused belongs to the window", "'lesson list'"}},
        BadUsage{"window_option_with_lab",
                 {"--paused", "lab", "clock"},
                 {"--paused belongs to the window", "'lab clock'"}},
        BadUsage{"lesson_and_lanes",
                 {"--lesson", "free-play", "--lane", "serial"},
                 {"--lesson", "--lane"}},
        BadUsage{"five_lanes",
                 {"run", "--lane", "serial", "--lane", "serial", "--lane", "serial", "--lane",
                  "serial", "--lane", "serial"},
                 {"5 lanes", "at most 4"}}),
    [](const auto& each) { return each.param.name; });

TEST(Help, IsAvailableForEveryCommandAndExitsWith0) {
  for (const std::vector<std::string>& words : {std::vector<std::string>{"--help"},
                                                {"run", "--help"},
                                                {"faults", "--help"},
                                                {"workloads", "--help"},
                                                {"lanes", "--help"},
                                                {"lesson", "--help"},
                                                {"lab", "--help"},
                                                {"lab", "clock", "--help"},
                                                {"lesson", "check", "--help"},
                                                {"lesson", "new", "--help"},
                                                {"lesson", "list", "--help"},
                                                {"run", "-h"}}) {
    const ProgramRun run = run_program(words);
    EXPECT_EQ(run.exit_status, 0) << words.front();
    EXPECT_NE(run.output.find("--help"), std::string::npos) << run.output;
    EXPECT_EQ(run.errors, "");
  }
  EXPECT_NE(run_program({"run", "--help"}).output.find("--fault"), std::string::npos);
}

TEST(Version, IsPrinted) {
  const ProgramRun run = run_program({"--version"});
  EXPECT_EQ(run.exit_status, 0);
  EXPECT_EQ(run.output.rfind("sharedfate ", 0), 0U) << run.output;
}

TEST(Tables, AreListedAsTextAndAsJson) {
  for (const auto& [table, row] : std::vector<std::pair<std::string, std::string>>{
           {"faults", "segv"}, {"workloads", "primes"}, {"lanes", "threads"}}) {
    const ProgramRun text = run_program({table});
    EXPECT_EQ(text.exit_status, 0);
    EXPECT_NE(text.output.find(row), std::string::npos) << text.output;
    const ProgramRun json_run = run_program({table, "--json"});
    EXPECT_EQ(json_run.exit_status, 0);
    const Json json = Json::parse(json_run.output);
    EXPECT_EQ(json.at("schema"), 1);
    bool found = false;
    for (const Json& each : json.at(table)) {
      found = found || each.at("name") == row;
      EXPECT_FALSE(each.at("sentence").get<std::string>().empty());
    }
    EXPECT_TRUE(found) << json_run.output;
  }
}

TEST(Output, ThatCannotBeWrittenIsAFailure) {
  for (const OutputTarget target : {OutputTarget::closed, OutputTarget::full_device}) {
    ProgramSettings settings;
    settings.output = target;
    for (const std::vector<std::string>& words :
         {std::vector<std::string>{"faults"}, {"--help"}, {"run", "--tasks", "5", "--json"}}) {
      const ProgramRun run = run_program(words, settings);
      EXPECT_EQ(run.exit_status, 1) << words.front();
      EXPECT_NE(run.errors.find("standard output"), std::string::npos) << run.errors;
    }
  }
}

}  // namespace
}  // namespace sharedfate
