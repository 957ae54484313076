// However and whenever the observer ends, no process of its lanes survives it.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <random>
#include <sstream>

#include "core/system/process_facts.h"
#include "tests/crash/watched_program.h"
#include "tests/lane/kernel_facts.h"
#include "tests/lane/lane_under_test.h"
#include "tests/support/built_program.h"
#include "tests/support/temporary_folder.h"

namespace sharedfate::testing {
namespace {

/// Generous: teardown is fast, but takes longer on a busy machine.
constexpr int end_ms_max = 60'000;

class NothingOutlives : public ::testing::Test {
 protected:
  void SetUp() override {
    // Orphans become children of this process, so that unreported ones are found, too.
    adopt_orphans();
    files_before_ = shared_memory_files();
  }
  /// Prints a figure without judging it: how long an end takes depends on the load of the machine.
  static void TearDownTestSuite() {
    std::printf("figure: %d ends, the slowest left nothing after %lld ms\n", ends_, slowest_ms_);
    ends_ = 0;
    slowest_ms_ = 0;
  }
  void expect_nothing_left(const WatchedProgram& program) {
    const auto start = std::chrono::steady_clock::now();
    for (const Descriptor& each : program.watched()) {
      EXPECT_TRUE(ends_within(each, end_ms_max)) << "a process outlives its observer";
    }
    const bool all_ended = last_child_ends_within(end_ms_max);
    EXPECT_TRUE(all_ended) << "survivors have come to this process:" << describe_children();
    ++ends_;
    const auto took = std::chrono::steady_clock::now() - start;
    EXPECT_EQ(shared_memory_files_left(files_before_, end_ms_max), std::set<std::string>{});
    slowest_ms_ = std::max<long long>(
        slowest_ms_, std::chrono::duration_cast<std::chrono::milliseconds>(took).count());
  }
  static std::string describe_children() {
    std::ostringstream text;
    for (const int pid : children()) {
      text << " " << pid << " (" << status_field(pid, "Name") << ", " << status_field(pid, "State")
           << ")";
      ::kill(pid, SIGKILL);
    }
    return text.str();
  }
  std::set<std::string> files_before_;
  inline static int ends_ = 0;
  inline static long long slowest_ms_ = 0;
};

class KillOfTheObserver : public NothingOutlives,
                          public ::testing::WithParamInterface<std::tuple<int, bool>> {
 protected:
  [[nodiscard]] static std::vector<std::string> command() {
    return {built_program("crash_observer"), std::get<1>(GetParam()) ? "namespaces" : "plain"};
  }
};

TEST_P(KillOfTheObserver, at_a_random_moment_leaves_nothing) {
  std::mt19937 random(static_cast<unsigned>(std::get<0>(GetParam())));
  // 200 times in all, over the seeds below, with and without namespaces.
  for (int round = 0; round < 10; ++round) {
    WatchedProgram observer(command());
    // Mostly during the start, which takes some tens of milliseconds.
    observer.read_for(std::uniform_int_distribution<int>(0, round % 2 == 0 ? 40 : 150)(random));
    observer.kill(SIGKILL);
    expect_nothing_left(observer);
  }
}

TEST_P(KillOfTheObserver, in_full_flight_leaves_nothing) {
  WatchedProgram observer(command());
  ASSERT_TRUE(observer.read_until("ready", limit_ms_default));
  // Two supervisors, a threads process, a parent and its five workers.
  EXPECT_EQ(observer.watched().size(), 9U);
  observer.kill(SIGKILL);
  expect_nothing_left(observer);
}

INSTANTIATE_TEST_SUITE_P(Seeds, KillOfTheObserver,
                         ::testing::Combine(::testing::Range(1, 11), ::testing::Bool()),
                         [](const auto& parameter) {
                           return "seed_" + std::to_string(std::get<0>(parameter.param)) +
                                  (std::get<1>(parameter.param) ? "_namespaces" : "_no_namespaces");
                         });

/// Experiments that start different kinds of processes.
class KillDuringAnExperiment : public NothingOutlives,
                               public ::testing::WithParamInterface<std::tuple<const char*, bool>> {
};

TEST_P(KillDuringAnExperiment, leaves_nothing) {
  const auto [experiment, namespaces] = GetParam();
  std::mt19937 random(1);
  for (int round = 0; round < 8; ++round) {
    WatchedProgram observer(
        {built_program("crash_observer"), namespaces ? "namespaces" : "plain", experiment});
    if (round % 2 == 0) {
      ASSERT_TRUE(observer.read_until("ready", limit_ms_default));
    }
    observer.read_for(std::uniform_int_distribution<int>(0, 100)(random));
    observer.kill(SIGKILL);
    expect_nothing_left(observer);
  }
}

INSTANTIATE_TEST_SUITE_P(Experiments, KillDuringAnExperiment,
                         ::testing::Combine(::testing::Values("spawn", "race", "deadlock", "ipc",
                                                              "scaling"),
                                            ::testing::Bool()),
                         [](const auto& parameter) {
                           return std::string(std::get<0>(parameter.param)) +
                                  (std::get<1>(parameter.param) ? "_namespaces" : "_no_namespaces");
                         });

class EndOfTheCommand : public NothingOutlives, public ::testing::WithParamInterface<int> {};

TEST_P(EndOfTheCommand, leaves_nothing) {
  // Each task takes an hour, far longer than end_ms_max: nothing ends by itself.
  for (const int startup_ms : {0, 15, 60, 400}) {
    WatchedProgram command({built_program("sharedfate"), "run", "--lane", "threads:5", "--lane",
                            "processes:5", "--workload", "wait:3600000", "--tasks", "20",
                            "--json"});
    command.read_for(startup_ms);
    command.kill(GetParam());
    expect_nothing_left(command);
  }
}

TEST_P(EndOfTheCommand, leaves_nothing_of_an_experiment) {
  for (const int startup_ms : {0, 15, 60, 400}) {
    WatchedProgram command({built_program("sharedfate"), "lab", "clock", "--looks", "1000000000"});
    command.read_for(startup_ms);
    command.kill(GetParam());
    expect_nothing_left(command);
  }
}

/// That process has not asked for a death signal, and is in no pid namespace that could end.
TEST_P(EndOfTheCommand, leaves_nothing_that_code_has_started_without_a_namespace) {
  const TemporaryFolder folder;
  std::ofstream(folder.path("code.py"))
      << "import subprocess\n"
         "subprocess.Popen(['sleep', '1000'], start_new_session=True)\n"
         "while True:\n"
         "    pass\n";
  WatchedProgram command({built_program("sharedfate"), "run", "--lane", "python-serial",
                          "--python-code", folder.path("code.py"), "--no-namespaces"});
  const auto has_started = [&] {
    const ProcessTree tree = read_process_tree(command.pid());
    return std::any_of(tree.processes.begin(), tree.processes.end(),
                       [](const ProcessNode& node) { return node.command == "sleep"; });
  };
  const auto limit = std::chrono::steady_clock::now() + std::chrono::milliseconds(limit_ms_default);
  while (!has_started() && std::chrono::steady_clock::now() < limit) command.read_for(20);
  ASSERT_TRUE(has_started());
  command.kill(GetParam());
  expect_nothing_left(command);
}

INSTANTIATE_TEST_SUITE_P(Signals, EndOfTheCommand,
                         ::testing::Values(SIGKILL, SIGTERM, SIGINT, SIGHUP),
                         [](const auto& parameter) {
                           return "signal_" + std::to_string(parameter.param);
                         });

TEST_F(NothingOutlives, an_observer_that_ends_by_itself) {
  for (const char* const fault : {"segv@3", "exit@1", "kill@2"}) {
    WatchedProgram command({built_program("sharedfate"), "run", "--lane", "threads:5", "--lane",
                            "processes:5", "--workload", "primes:500", "--tasks", "100", "--fault",
                            fault, "--json"});
    command.read_until("", limit_ms_default);
    expect_nothing_left(command);
    ASSERT_FALSE(command.lines().empty());
    EXPECT_EQ(command.lines().front(), "{");
  }
}

}  // namespace
}  // namespace sharedfate::testing
