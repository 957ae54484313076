// The command `sharedfate lesson`.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include <nlohmann/json.hpp>

#include "tests/cli/program_run.h"

namespace sharedfate {
namespace {

using Json = nlohmann::json;

constexpr const char* good_lesson = R"(+++
title = "Small"
claim = "C."
claims = [1]
minutes = 2
order = 1
lanes = ["serial"]
workload = "square"
+++

# One

```run
submit 5
open
wait until serial.quiet
```

```expect
serial.done = 5
```
)";

/// A folder for each test, removed afterwards.
class Lessons : public testing::Test {
 protected:
  void SetUp() override {
    const char* const name = testing::UnitTest::GetInstance()->current_test_info()->name();
    folder = std::filesystem::temp_directory_path() /
             (std::string("sharedfate-") + std::to_string(::getpid()) + "-" + name);
    std::filesystem::create_directories(folder);
  }
  void TearDown() override { std::filesystem::remove_all(folder); }

  std::string write(const std::string& name, std::string text) {
    std::ofstream(folder / name) << text;
    return folder / name;
  }
  static std::string replaced(std::string text, const std::string& from, const std::string& to) {
    return text.replace(text.find(from), from.size(), to);
  }
  static void expect_said(const std::string& where, const std::vector<std::string>& said) {
    for (const std::string& words : said)
      EXPECT_NE(where.find(words), std::string::npos) << "'" << words << "' in: " << where;
  }

  std::filesystem::path folder;
};

TEST_F(Lessons, ThatPassExitWith0) {
  const std::string file = write("a.md", good_lesson);
  const ProgramRun run = run_program({"lesson", "check", file});
  EXPECT_EQ(run.exit_status, 0) << run.output << run.errors;
  expect_said(run.output, {file + ": Small", file + ":20 expected serial.done = 5",
                           "measured serial.done 5", "1 of 1 passed"});
}

TEST_F(Lessons, WithAnExpectationThatFailsExitWith1) {
  const std::string file =
      write("a.md", replaced(good_lesson, "serial.done = 5", "serial.done = 6"));
  const ProgramRun run = run_program({"lesson", "check", file});
  EXPECT_EQ(run.exit_status, 1);
  expect_said(run.output, {"FAILED", file + ":20 expected serial.done = 6",
                           "measured serial.done 5", "0 of 1 passed, 1 failed"});
}

TEST_F(Lessons, OfAFolderAreRepeatedAsRequested) {
  write("a.md", good_lesson);
  write("b.md", replaced(good_lesson, "order = 1", "order = 2"));
  write("notes.txt", "no lesson");
  const ProgramRun run =
      run_program({"lesson", "check", folder, "--repeat", "2", "--json", "--no-namespaces"});
  EXPECT_EQ(run.exit_status, 0) << run.output << run.errors;
  const Json json = Json::parse(run.output);
  EXPECT_EQ(json.at("passed"), true);
  ASSERT_EQ(json.at("lessons").size(), 4U);
  EXPECT_EQ(json.at("lessons")[1].at("run"), 2);
  const Json& finding = json.at("lessons")[0].at("findings").at(0);
  EXPECT_EQ(finding.at("expected"), "serial.done = 5");
  EXPECT_EQ(finding.at("measured"), "serial.done 5");
  EXPECT_EQ(finding.at("line"), 20);
  EXPECT_EQ(finding.at("holds"), true);
}

TEST_F(Lessons, WithMistakesAreNotRun) {
  const std::string file = write("a.md", replaced(good_lesson, "submit 5", "sumbit 5"));
  const ProgramRun run = run_program({"lesson", "check", file});
  EXPECT_EQ(run.exit_status, 1);
  expect_said(run.output, {"FAILED", file + ":14", "'sumbit'", "did you mean 'submit'"});
  const ProgramRun json_run = run_program({"lesson", "check", "--json", file});
  EXPECT_EQ(json_run.exit_status, 1);
  EXPECT_EQ(Json::parse(json_run.output).at("lessons")[0].at("mistakes")[0].at("line"), 14);
}

TEST_F(Lessons, CannotChooseAnInterpreter) {
  const std::string mark = folder / "was-here";
  const std::string program = write("python3", "#!/bin/sh\ntouch " + mark + "\n");
  std::filesystem::permissions(program, std::filesystem::perms::owner_all);
  for (const char* lane : {"python-threads:2:python=", "python-pool:start=spawn:python=",
                           "python-serial:1:chunk=1:python="}) {
    const std::string file =
        write("a.md", replaced(good_lesson, "lanes = [\"serial\"]",
                               "lanes = [\"serial\", \"" + std::string(lane) + program + "\"]"));
    const ProgramRun run = run_program({"lesson", "check", file});
    EXPECT_EQ(run.exit_status, 1);
    expect_said(run.output, {"FAILED", file + ":7", "python"});
    EXPECT_FALSE(std::filesystem::exists(mark)) << lane;
  }
}

TEST_F(Lessons, CannotControlTheTerminal) {
  const std::string escape = "\\u001b]0;owned\\u0007";
  const std::string file =
      write("a\x1b[31m.md", replaced(good_lesson, "lanes = [\"serial\"]",
                                     "lanes = [\"" + escape + "\"]\n\"" + escape + "\" = 1"));
  for (const std::vector<std::string>& words : {std::vector<std::string>{"lesson", "check", file},
                                                {"lesson", "check", "--json", file},
                                                {"lesson", "list", "--lessons", folder},
                                                {"--lesson", file},
                                                {"run", "--lane", "\x1b]0;owned\a"},
                                                {"\x1b]0;owned\a"}}) {
    const ProgramRun run = run_program(words);
    EXPECT_NE(run.exit_status, -1) << run.signal;
    const std::string said = run.output + run.errors;
    EXPECT_NE(said, "");
    EXPECT_EQ(said.find_first_of("\x1b\a\b\r"), said.npos) << said;
  }
}

TEST_F(Lessons, ThatDoNotExistAreFailures) {
  const ProgramRun file = run_program({"lesson", "check", (folder / "none.md").string()});
  EXPECT_EQ(file.exit_status, 1);
  expect_said(file.output, {"none.md", "No such file"});
  const ProgramRun empty = run_program({"lesson", "check", folder.string()});
  EXPECT_EQ(empty.exit_status, 1);
  expect_said(empty.errors, {folder.string(), ".md"});
}

TEST_F(Lessons, MadeByNewPass) {
  const std::string file = folder / "mine.md";
  const ProgramRun made = run_program({"lesson", "new", file});
  EXPECT_EQ(made.exit_status, 0) << made.errors;
  expect_said(made.output, {"--lesson " + file, "lesson check " + file});
  const ProgramRun checked = run_program({"lesson", "check", file});
  EXPECT_EQ(checked.exit_status, 0) << checked.output << checked.errors;
}

TEST_F(Lessons, AreNeverOverwritten) {
  const std::string file = write("mine.md", "precious");
  const ProgramRun run = run_program({"lesson", "new", file});
  EXPECT_EQ(run.exit_status, 1);
  expect_said(run.errors, {file, "nothing is overwritten"});
  std::ifstream stream(file);
  std::string text;
  stream >> text;
  EXPECT_EQ(text, "precious");
  const ProgramRun other = run_program({"lesson", "new", (folder / "mine.txt").string()});
  EXPECT_EQ(other.exit_status, 1);
  expect_said(other.errors, {".md"});
}

TEST_F(Lessons, OfTheAppAreListed) {
  const ProgramRun text = run_program({"lesson", "list"});
  EXPECT_EQ(text.exit_status, 0) << text.errors;
  expect_said(text.output, {"one-crash-two-fates", "One crash, two fates"});
  const ProgramRun json_run = run_program({"lesson", "list", "--json"});
  bool found = false;
  const Json list = Json::parse(json_run.output);
  for (const Json& each : list.at("lessons")) {
    EXPECT_FALSE(each.contains("mistake")) << each;
    found = found || each.at("name") == "one-crash-two-fates";
  }
  EXPECT_TRUE(found) << json_run.output;
}

TEST_F(Lessons, OfTheWindowAreGivenByNameOrFile) {
  const std::string file = write("a.md", good_lesson);
  const auto usage = [](const std::vector<std::string>& words) {
    const ProgramRun run = run_program(words);
    EXPECT_EQ(run.exit_status, 2) << run.output;
    return run.errors;
  };
  expect_said(usage({"--lesson", "one-crash-two-fate"}), {"did you mean 'one-crash-two-fates'"});
  expect_said(usage({"--lesson", "b", "--lessons", folder}), {"'b'", "allowed: a"});
  expect_said(usage({"--lesson", file + ":2"}), {"step 2", "1 to 1"});
  expect_said(usage({"--lesson", (folder / "none.md").string()}), {"none.md", "no such file"});
  expect_said(usage({"--lessons", (folder / "none").string()}), {"none"});
}

}  // namespace
}  // namespace sharedfate
