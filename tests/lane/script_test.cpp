// Code in a lane: real Python, from its first line to its last, with each kind of pool.
#include <gtest/gtest.h>

#include <unistd.h>
#include <cerrno>
#include <csignal>
#include <future>
#include <map>
#include <string>
#include <thread>

#include "core/wire/ticks.h"
#include "tests/lane/lane_kind_names.h"
#include "tests/lane/lane_under_test.h"
#include "tests/lane/python_script.h"

namespace sharedfate::testing {
namespace {

constexpr LaneKind python_kinds[] = {LaneKind::python_serial, LaneKind::python_threads,
                                     LaneKind::python_pool, LaneKind::python_executor};

std::vector<std::string> texts_of(const ScriptCall& call) {
  std::vector<std::string> texts;
  for (const ScriptResult& result : call.results) texts.push_back(result.text);
  return texts;
}

/// A lane that runs code. Its gate is open unless the options say otherwise.
class Script {
 public:
  explicit Script(const std::string& code,
                  const LaneSpec& spec = python_lane(LaneKind::python_pool),
                  LaneOptions options = {.gate_open = true}) {
    options.code = {code, CodeOrigin::own};
    options.deadline_ms = 60'000;  // on a busy computer a task may wait long for a processor
    const auto opened = lanes.lab().open(spec, options);
    EXPECT_TRUE(opened) << opened.error().text();
  }
  bool wait_over() {
    return lanes.wait_until("the code is over and nothing moves",
                            [&] { return model().is_over() && lanes.lane().quiescent(); });
  }
  [[nodiscard]] const ScriptModel& model() const { return lanes.lane().script; }

  LaneUnderTest lanes;
};

using Case = std::tuple<LaneKind, StartMethod>;
class ScriptOnPool : public ::testing::TestWithParam<Case> {};

TEST_P(ScriptOnPool, RunsTheArticlesLines) {
  const auto& [kind, method] = GetParam();
  Script script(article, python_lane(kind, method));
  ASSERT_TRUE(script.wait_over());
  EXPECT_EQ(script.model().state, ScriptState::ended);
  EXPECT_EQ(script.model().error_message, "");
  EXPECT_EQ(script.model().line, 12U);
  EXPECT_EQ(script.model().output, "[4, 9, 16]\n[100, 441, 1849]\n");
  ASSERT_EQ(script.model().calls.size(), 2U);
  EXPECT_EQ(script.model().calls[0].line, 10U);
  EXPECT_EQ(script.model().calls[0].name, "map");
  EXPECT_EQ(texts_of(script.model().calls[0]), (std::vector<std::string>{"4", "9", "16"}));
  EXPECT_EQ(texts_of(script.model().calls[1]), (std::vector<std::string>{"100", "441", "1849"}));
  EXPECT_EQ(script.lanes.account().submitted, 6U);
  EXPECT_EQ(script.lanes.account().done, 6U);
  EXPECT_EQ(script.lanes.lane().deaths.size(), 0U);
  EXPECT_EQ(script.lanes.lane().trouble, "");
}

std::vector<Case> cases() {
  std::vector<Case> all;
  for (const LaneKind kind : python_kinds) {
    all.emplace_back(kind, StartMethod::usual);
    if (!lane_kind_row(kind).by_multiprocessing) continue;
    all.emplace_back(kind, StartMethod::spawn);
    all.emplace_back(kind, StartMethod::forkserver);
  }
  return all;
}

INSTANTIATE_TEST_SUITE_P(All, ScriptOnPool, ::testing::ValuesIn(cases()), [](const auto& each) {
  return kind_name(std::get<0>(each.param)) + "_" +
         std::string(start_method_name(std::get<1>(each.param)));
});

TEST(Script, StopsAtEachLineWhileTheGateIsClosed) {
  Script script("a = 1\nb = 2\nc = a + b\nprint(c)\n", python_lane(LaneKind::python_serial),
                {.gate_open = false});
  for (std::uint32_t line = 1; line <= 4; ++line) {
    ASSERT_TRUE(script.lanes.wait_until("it is held at the line", [&] {
      return script.model().state == ScriptState::paused && script.model().line == line;
    }));
    EXPECT_EQ(script.model().output, "");
    script.lanes.ask(StepGate{});
  }
  ASSERT_TRUE(script.wait_over());
  EXPECT_EQ(script.model().output, "3\n");
}

TEST(Script, ShowsResultsInOrderWhateverOrderTheyComeIn) {
  Script script(
      "import time\n"
      "from multiprocessing import Pool\n"
      "def late(n):\n"
      "    time.sleep(n / 10)\n"
      "    return n\n"
      "with Pool(3) as pool:\n"
      "    print(pool.map(late, [3, 2, 1], 1))\n");
  std::vector<std::uint64_t> places;
  script.lanes.watch = [&](const Event& event) {
    if (const auto* result = std::get_if<ScriptResultReported>(&event))
      places.push_back(result->place);
  };
  ASSERT_TRUE(script.wait_over());
  EXPECT_EQ(places.size(), 3U);
  EXPECT_EQ(texts_of(script.model().calls.at(0)), (std::vector<std::string>{"3", "2", "1"}));
  EXPECT_EQ(script.model().output, "[3, 2, 1]\n");
}

TEST(Script, LeavesWorkersIdleWhereTasksAreFewer) {
  Script script(
      "import time\n"
      "from multiprocessing import Pool\n"
      "def slow(n):\n"
      "    time.sleep(0.5)\n"
      "    return n\n"
      "pool = Pool(5)\n"
      "pool.map(slow, [2, 3, 4], 1)\n"
      "pool.terminate()\n");
  ASSERT_TRUE(script.wait_over());
  const ScriptCall& call = script.model().calls.at(0);
  // One worker may take several tasks; a task never runs on two workers.
  EXPECT_LE(call.workers.size(), 3U);
  EXPECT_GE(call.workers.size(), 1U);
  EXPECT_EQ(call.workers.size() + script.lanes.lane().idle_workers(call).size(), 5U);
}

TEST(Script, ReportsASyntaxErrorAtItsLine) {
  Script script("a = 1\nb = = 2\n", python_lane(LaneKind::python_serial), {.gate_open = false});
  ASSERT_TRUE(script.wait_over());
  EXPECT_EQ(script.model().state, ScriptState::failed);
  EXPECT_EQ(script.model().error_type, "SyntaxError");
  EXPECT_EQ(script.model().error_line, 2U);
  EXPECT_NE(script.model().error_message, "");
  EXPECT_TRUE(script.lanes.account().balanced());
}

TEST(Script, ReportsAnExceptionAtTheLineThatRaisedIt) {
  for (const LaneKind kind : python_kinds) {
    Script script(
        "from multiprocessing import Pool\n"
        "def divide(n):\n"
        "    return 12 / n\n"
        "pool = Pool(2)\n"
        "print(pool.map(divide, [3, 0, 4]))\n",
        python_lane(kind));
    ASSERT_TRUE(script.wait_over());
    EXPECT_EQ(script.model().state, ScriptState::failed);
    EXPECT_EQ(script.model().error_type, "ZeroDivisionError") << kind_name(kind);
    EXPECT_EQ(script.model().error_message, "division by zero") << kind_name(kind);
    EXPECT_EQ(script.model().error_line, 3U) << kind_name(kind);
    EXPECT_EQ(script.lanes.account().submitted, 3U);
    EXPECT_EQ(script.lanes.account().failed, 1U) << kind_name(kind);
  }
}

/// Resets and expects another interpreter, which a hang must not prevent. Records the duration.
void expect_reset(Script& script) {
  const int lane_process = script.lanes.lane().lane_pid;
  const std::uint64_t begun_ns = monotonic_ns();
  script.lanes.ask(ResetLane{});
  ASSERT_TRUE(script.lanes.wait_until("another interpreter runs", [&] {
    return script.lanes.lane().lane_pid != 0 && script.lanes.lane().lane_pid != lane_process;
  }));
  ::testing::Test::RecordProperty("reset_ms",
                                  static_cast<int>((monotonic_ns() - begun_ns) / 1'000'000));
  EXPECT_EQ(script.lanes.account().submitted, 0U);
}

TEST(Script, AnEndlessLoopIsEndedByAReset) {
  Script script("while True:\n    pass\n", python_lane(LaneKind::python_serial));
  ASSERT_TRUE(script.lanes.wait_until(
      "it runs", [&] { return script.model().state == ScriptState::running; }));
  EXPECT_FALSE(script.lanes.lane().quiescent());
  expect_reset(script);
}

TEST(Script, AMapWhoseWorkerDiedHangsUntilAReset) {
  Script script(
      "import os\n"
      "from multiprocessing import Pool\n"
      "def die(n):\n"
      "    os._exit(3)\n"
      "pool = Pool(2)\n"
      "pool.map(die, [1])\n"
      "print('never')\n");
  ASSERT_TRUE(script.lanes.wait_until("its caller waits in vain",
                                      [&] { return script.lanes.lane().waits_in_vain(); }));
  EXPECT_EQ(script.lanes.account().lost, 1U);
  EXPECT_EQ(script.model().line, 6U);
  EXPECT_EQ(script.model().output, "");
  expect_reset(script);
}

TEST(Script, WithoutItsGuardASpawnedWorkerNeverStartsAndTheLaneSaysSo) {
  Script script(
      "from multiprocessing import Pool\n"
      "pool = Pool(2)\n"
      "pool.map(abs, [1, 2])\n",
      python_lane(LaneKind::python_pool, StartMethod::spawn));
  ASSERT_TRUE(script.lanes.wait_until("it says why", [&] {
    return script.lanes.lane().trouble.find("__main__") != std::string::npos;
  }));
  EXPECT_EQ(script.model().line, 3U);
  EXPECT_EQ(script.lanes.account().done, 0U);
  expect_reset(script);
}

TEST(Script, AnExecutorBreaksAndSaysSo) {
  Script script(
      "import os\n"
      "from concurrent.futures import ProcessPoolExecutor\n"
      "def die(n):\n"
      "    os._exit(3)\n"
      "with ProcessPoolExecutor(2) as pool:\n"
      "    print(pool.submit(die, 1).result())\n",
      python_lane(LaneKind::python_executor));
  ASSERT_TRUE(script.wait_over());
  EXPECT_EQ(script.model().error_type, "BrokenProcessPool");
  EXPECT_EQ(script.model().error_line, 6U);
}

TEST(Script, TheEndTerminatesAPoolThatWasForgotten) {
  Script script(
      "from multiprocessing import Pool\n"
      "pool = Pool(3)\n"
      "again = pool.map_async(abs, range(-2, 2))\n"
      "print(sorted(again.get()))\n");
  ASSERT_TRUE(script.wait_over());
  EXPECT_EQ(script.model().output, "[0, 1, 1, 2]\n");
  EXPECT_EQ(script.lanes.lane().alive(), 0);
  EXPECT_EQ(script.lanes.account().done, 4U);
  EXPECT_EQ(script.lanes.lane().death_count, 0U);
}

TEST(Script, WhatATerminatedPoolHasNotFinishedIsCancelled) {
  Script script(
      "import time\n"
      "from multiprocessing import Pool\n"
      "pool = Pool(2)\n"
      "pool.map_async(time.sleep, [60] * 20, 1)\n"
      "time.sleep(0.5)\n"
      "pool.terminate()\n");
  ASSERT_TRUE(script.wait_over());
  EXPECT_EQ(script.lanes.account().submitted, 20U);
  EXPECT_EQ(script.lanes.account().cancelled, 20U);
  EXPECT_EQ(script.lanes.account().lost, 0U);
}

TEST(Script, EndlessOutputIsCutAndDoesNoHarm) {
  Script script("for n in range(20000):\n    print('x' * 99)\nprint('after it')\n");
  ASSERT_TRUE(script.wait_over());
  EXPECT_EQ(script.model().state, ScriptState::ended);
  EXPECT_TRUE(script.model().output_cut);
  EXPECT_EQ(script.model().output.size(), ScriptModel::output_max);
}

TEST(Script, WhatItHasStartedEndsWithItsLaneWithoutANamespace) {
  Script script(
      "import subprocess\n"
      "print(subprocess.Popen(['sleep', '1000'], start_new_session=True).pid)\n"
      "while True:\n"
      "    pass\n",
      python_lane(LaneKind::python_serial), {.gate_open = true, .use_namespaces = false});
  ASSERT_TRUE(script.lanes.wait_until("it has started a process",
                                      [&] { return !script.model().output.empty(); }));
  const int pid = std::stoi(script.model().output);
  ASSERT_EQ(::kill(pid, 0), 0);
  script.lanes.lab().close(0);
  EXPECT_TRUE(script.lanes.wait_until("that is gone",
                                      [&] { return ::kill(pid, 0) != 0 && errno == ESRCH; }));
}

TEST(Script, OtherProcessesOfTheUserDoNotUseUpItsLimit) {
  if (::getuid() == 0) GTEST_SKIP() << "the kernel exempts root from the limit of processes";
  Script script(article, python_lane(LaneKind::python_pool), {.use_namespaces = false});
  ASSERT_TRUE(script.lanes.wait_until("it is held at its first line",
                                      [&] { return script.model().state == ScriptState::paused; }));
  // They count against this user's limit of processes, as those of the confined code do.
  std::promise<void> end;
  const std::shared_future<void> ended = end.get_future().share();
  std::vector<std::thread> others;
  for (int i = 0; i < 200; ++i) others.emplace_back([ended] { ended.wait(); });
  script.lanes.ask(OpenGate{});
  EXPECT_TRUE(script.wait_over());
  EXPECT_EQ(script.model().error_message, "");
  EXPECT_EQ(script.lanes.account().done, 6U);
  Script late(article, python_lane(LaneKind::python_pool),
              {.gate_open = true, .use_namespaces = false});
  EXPECT_TRUE(late.wait_over());
  EXPECT_EQ(late.lanes.account().done, 6U);
  EXPECT_EQ(late.model().denied.size(), 0U);
  end.set_value();
  for (std::thread& other : others) other.join();
}

TEST(Script, TakesNoTasksFromOutside) {
  Script script("while True:\n    pass\n");
  const Status asked = script.lanes.lab().request(0, SubmitTasks{{WorkloadId::square, 1}, 3});
  EXPECT_FALSE(asked);
  EXPECT_FALSE(
      script.lanes.lab().open(lane_of(LaneKind::threads, 2), {.code = {article, CodeOrigin::own}}));
}

TEST(Script, ThatEndsItsProcessAtOnceIsADeathAndNotAnUnusableInterpreter) {
  Script script("import os\nos._exit(1)\n", python_lane(LaneKind::python_serial));
  ASSERT_TRUE(script.lanes.wait_until("its process is over", [&] {
    return script.lanes.lane().state == LaneState::dead ||
           script.lanes.lane().state == LaneState::failed;
  }));
  EXPECT_EQ(script.lanes.lane().state, LaneState::dead) << script.lanes.lane().trouble;
  ASSERT_FALSE(script.lanes.lane().deaths.empty());
  EXPECT_EQ(script.lanes.lane().deaths.front().report.exit_code, 1);
}

TEST(Script, SaysHowFarItIsConfined) {
  Script script("print('hello')\n");
  ASSERT_TRUE(script.wait_over());
  EXPECT_EQ(script.model().origin, CodeOrigin::own);
  // The kernel exempts root from the limit of processes, which then counts as denied.
  EXPECT_LE(script.model().denied.size(), ::getuid() == 0 ? 1U : 0U);
  for (const std::string& part : script.model().denied)
    EXPECT_NE(part.find("could not limit how many processes"), std::string::npos) << part;
}

}  // namespace
}  // namespace sharedfate::testing
