// The options of `lab`, and where its figures are written.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include <nlohmann/json.hpp>

#include "tests/cli/program_run.h"
#include "tests/support/built_program.h"
#include "tests/support/temporary_folder.h"

namespace sharedfate {
namespace {

using Json = nlohmann::json;
using testing::TemporaryFolder;

Json parameters_of_all() {
  Json all = Json::array();
  const Json list = Json::parse(run_program({"lab", "--json"}).output);
  for (const Json& each : list.at("labs")) {
    for (const Json& parameter : each.at("parameters"))
      all.push_back({{"lab", each.at("name")},
                     {"option", "--" + parameter.at("name").get<std::string>()},
                     {"allowed", parameter.at("allowed")}});
  }
  return all;
}

/// Expects exit status 2, no output, and an error message that contains `said`.
void expect_refused(const Json& parameter, const std::string& value, const std::string& said) {
  const std::string lab = parameter.at("lab"), option = parameter.at("option");
  const ProgramRun run = run_program({"lab", lab, option + "=" + value});
  EXPECT_EQ(run.exit_status, 2) << lab << " " << option << " '" << value << "': " << run.errors;
  EXPECT_EQ(run.output, "") << lab << " " << option << " '" << value << "'";
  EXPECT_NE(run.errors.find(said), std::string::npos)
      << lab << " " << option << " '" << value << "': '" << said << "' in: " << run.errors;
}

TEST(LabOptions, RefuseInvalidAndOutOfRangeNumbers) {
  std::size_t seen = 0;
  for (const Json& parameter : parameters_of_all()) {
    const std::string allowed = parameter.at("allowed");
    unsigned long long least = 0, most = 0;
    if (std::sscanf(allowed.c_str(), "a whole number from %llu to %llu", &least, &most) != 2)
      continue;
    ++seen;
    for (const char* const rubbish : {"x", "-1", "1.5", "1e3", "99999999999999999999", "7 "})
      expect_refused(parameter, rubbish, allowed);
    expect_refused(parameter, std::to_string(most + 1), allowed);
    if (least > 0) expect_refused(parameter, std::to_string(least - 1), allowed);
  }
  EXPECT_GE(seen, 25U);
}

TEST(LabOptions, RefuseAnUnknownWordAndNameTheNearest) {
  std::size_t seen = 0;
  for (const Json& parameter : parameters_of_all()) {
    std::string allowed = parameter.at("allowed");
    const std::string begin = "one of ";
    if (!allowed.starts_with(begin)) continue;
    ++seen;
    allowed = allowed.substr(begin.size());
    const std::string first = allowed.substr(0, allowed.find(','));
    expect_refused(parameter, first + "x", "did you mean '" + first + "'");
    expect_refused(parameter, "zzzzzzzzzz", allowed);
  }
  EXPECT_GE(seen, 8U);
}

TEST(LabOptions, RefuseInvalidCombinations) {
  struct Case {
    std::vector<std::string> words;
    std::string said;
  };
  for (const Case& each : {
           Case{{"lab", "interleavings", "--program", "counter", "--order", "AXB"}, "letters AB"},
           Case{{"lab", "interleavings", "--order", "AB"}, "choose the program"},
           Case{{"lab", "race", "--memory", "private", "--protection", "queue"}, "shared memory"},
           Case{{"lab", "ipc", "--bytes", "100"}, "take 96"},
           Case{{"lab", "memory", "--worker", "3"}, "did you mean '--workers'"},
           Case{{"lab", "memry"}, "did you mean 'memory'"},
           Case{{"lab", "cells"}, "'cells'"},
           Case{{"lab", "clock", "--timeout", "0"}, "--timeout '0'"},
           Case{{"lab", "clock", "--looks"}, "--looks lacks its value"},
           Case{{"lab", "clock", "--json", "--csv"}, "name a FILE"},
       }) {
    const ProgramRun run = run_program(each.words);
    EXPECT_EQ(run.exit_status, 2) << each.words.back() << run.errors;
    EXPECT_EQ(run.output, "");
    EXPECT_NE(run.errors.find(each.said), std::string::npos) << each.said << " in " << run.errors;
  }
}

/// Runs the program with its data segment limited to this many KiB (ulimit -d).
ProgramRun run_with_memory(const std::string& kibibytes, const std::string& words) {
  ProgramSettings shell;
  shell.program = "/bin/sh";
  return run_program({"-c", "ulimit -d " + kibibytes + "; exec '" +
                                testing::built_program("sharedfate") + "' " + words},
                     shell);
}

TEST(LabOptions, RefuseMoreThanTheAvailableMemoryAndNameTheLimit) {
  for (const char* const words :
       {"lab spawn --megabytes 500 --repeats 1", "lab ipc --bytes 268435456 --rounds 1"}) {
    const ProgramRun run = run_with_memory("524288", words);
    EXPECT_EQ(run.exit_status, 2) << words << run.errors;
    EXPECT_EQ(run.output, "") << words;
    EXPECT_NE(run.errors.find("ask for at most 3"), std::string::npos) << words << run.errors;
    EXPECT_NE(run.errors.find("MiB"), std::string::npos) << words << run.errors;
  }
  const ProgramRun fits = run_with_memory("524288", "lab spawn --megabytes 4 --repeats 1");
  EXPECT_EQ(fits.exit_status, 0) << fits.errors;
}

std::string content_of(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

TEST(LabCsv, HasARowForEachFigureOfEachChart) {
  const TemporaryFolder folder;
  const std::string file = folder.path("spawn.csv");
  const std::vector<std::string> few{"lab", "spawn", "--megabytes", "1", "--repeats", "3"};
  std::vector<std::string> words = few;
  words.insert(words.end(), {"--csv", file, "--json"});
  const ProgramRun run = run_program(words);
  EXPECT_EQ(run.exit_status, 0) << run.errors;
  EXPECT_EQ(Json::parse(run.output).at("state"), "done");
  const std::string csv = content_of(file);
  EXPECT_TRUE(csv.starts_with("chart,series,kind,x is,x,to,y is,y,low,high\r\n")) << csv;
  for (const char* const way : {"thread", "fork", "fork and exec", "posix_spawn"}) {
    for (const char* const size : {"0", "1048576"}) {
      const std::string row =
          ",\"" + std::string(way) + "\",measured,touched (B)," + std::string(size) + ",,";
      const std::string plain =
          "," + std::string(way) + ",measured,touched (B)," + std::string(size) + ",,";
      EXPECT_TRUE(csv.find(row) != std::string::npos || csv.find(plain) != std::string::npos)
          << plain << " in\n"
          << csv;
    }
  }
}

TEST(LabCsv, IsTheOnlyOutputWithoutAFile) {
  for (const std::vector<std::string>& last : {std::vector<std::string>{"--csv"}, {"--csv", "-"}}) {
    std::vector<std::string> words{"lab", "clock", "--looks", "1000"};
    words.insert(words.end(), last.begin(), last.end());
    const ProgramRun run = run_program(words);
    EXPECT_EQ(run.exit_status, 0) << run.errors;
    EXPECT_TRUE(run.output.starts_with("chart,series,")) << run.output;
    EXPECT_EQ(run.output.find("median"), std::string::npos) << run.output;
  }
}

TEST(LabCsv, IntoAnUnwritableFileIsRefusedBeforeMeasuring) {
  const TemporaryFolder folder;
  for (const std::string& file : {folder.path("missing/a.csv"), folder.path("")}) {
    // This would take minutes.
    const ProgramRun run = run_program({"lab", "clock", "--looks", "1000000000", "--csv", file});
    EXPECT_EQ(run.exit_status, 1) << run.errors;
    EXPECT_EQ(run.output, "");
    EXPECT_NE(run.errors.find("write the figures to " + file), std::string::npos) << run.errors;
    EXPECT_NE(run.errors.find("can be written to"), std::string::npos) << run.errors;
  }
}

TEST(LabCsv, IsNoFileAsLongAsNothingWasMeasured) {
  const TemporaryFolder folder;
  const std::string file = folder.path("clock.csv"), kept = folder.path("kept.csv");
  std::ofstream(kept) << "before";
  for (const std::string& each : {file, kept}) {
    const ProgramRun run =
        run_program({"lab", "clock", "--looks", "1000000000", "--timeout", "0.1", "--csv", each});
    EXPECT_EQ(run.exit_status, 1) << run.errors;
  }
  EXPECT_FALSE(std::filesystem::exists(file));
  EXPECT_EQ(content_of(kept), "before");
}

TEST(LabCsv, ThatCannotBeWrittenIsAFailure) {
  const ProgramRun full = run_program({"lab", "clock", "--looks", "1000", "--csv", "/dev/full"});
  EXPECT_EQ(full.exit_status, 1);
  EXPECT_NE(full.errors.find("No space left"), std::string::npos) << full.errors;
  EXPECT_NE(full.output.find("median"), std::string::npos) << "what was measured is still printed";
  ProgramSettings no_room;
  no_room.output = OutputTarget::full_device;
  EXPECT_EQ(run_program({"lab", "clock", "--looks", "1000", "--csv"}, no_room).exit_status, 1);
}

}  // namespace
}  // namespace sharedfate
