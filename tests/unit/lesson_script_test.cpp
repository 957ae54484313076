#include "core/lesson/read/lesson_script.h"

#include <gtest/gtest.h>

namespace sharedfate {
namespace {

class Scripts : public testing::Test {
 protected:
  std::vector<Action> read(std::vector<std::string> lines) {
    mistakes_ = Mistakes("x.md", 1000);
    return read_script(FencedText{10, std::move(lines)}, context_, mistakes_);
  }
  template <typename Kind>
  Kind only(const std::string& line) {
    const auto actions = read({line});
    const auto wrong = mistakes_.take();
    EXPECT_TRUE(wrong.empty()) << line << ": " << (wrong.empty() ? "" : wrong[0].text);
    if (actions.size() == 1 && std::holds_alternative<Kind>(actions[0].act)) {
      return std::get<Kind>(actions[0].act);
    }
    ADD_FAILURE() << line;
    return Kind{};
  }
  template <typename Kind>
  Kind request(const std::string& line) {
    const auto sent = only<SendRequest>(line);
    const Kind* const kind = std::get_if<Kind>(&sent.request);
    EXPECT_NE(kind, nullptr) << line;
    return kind == nullptr ? Kind{} : *kind;
  }

  ScriptContext context_{{{LaneKind::threads, Language::cpp, 5},
                          {LaneKind::serial, Language::cpp, 1},
                          {LaneKind::processes, Language::cpp, 4}},
                         {"threads", "serial", "processes"},
                         {WorkloadId::primes, 123},
                         {5, 1, 4}};
  Mistakes mistakes_{"x.md", 1000};
};

TEST_F(Scripts, SendTheRequestsOfThePanels) {
  EXPECT_EQ(request<SubmitTasks>("submit 7").workload, context_.workload);
  EXPECT_EQ(request<SubmitTasks>("submit 7").count, 7U);
  EXPECT_EQ(request<SubmitTasks>("submit 7 wait:50 in serial").workload,
            (WorkloadSpec{WorkloadId::wait, 50}));
  request<OpenGate>("open");
  request<CloseGate>("pause in threads");
  request<StepGate>("step");
  request<StopLane>("stop");
  request<RestartLane>("restart");
  EXPECT_EQ(request<SetTempo>("tempo 250").tempo_ms, 250U);
  EXPECT_EQ(request<SetTempo>("tempo 250 ms").tempo_ms, 250U);
  EXPECT_EQ(request<SetTempo>("tempo full in threads").tempo_ms, 0U);
  EXPECT_EQ(request<SetWorkers>("workers 9 in threads, processes").workers, 9);
  EXPECT_EQ(request<InjectFault>("inject segv@1").fault_spec, (FaultSpec{FaultId::segv, 1, 0}));
  EXPECT_EQ(request<InjectFault>("inject kill@4:task=3 in threads").fault_spec,
            (FaultSpec{FaultId::kill, 4, 3}));
}

TEST_F(Scripts, GoToTheLanesThatAreNamed) {
  using Lanes = std::vector<std::size_t>;
  EXPECT_EQ(only<SendRequest>("open").lanes, (Lanes{0, 1, 2}));
  EXPECT_EQ(only<SendRequest>("open in processes").lanes, (Lanes{2}));
  EXPECT_EQ(only<SendRequest>("open in processes,threads").lanes, (Lanes{2, 0}));
  EXPECT_EQ(only<SendRequest>("open in threads , serial").lanes, (Lanes{0, 1}));
  EXPECT_EQ(read({"step 3 in threads"}).size(), 3U);
}

TEST_F(Scripts, WaitAndTime) {
  EXPECT_EQ(only<WaitTime>("wait 2 s").duration_ms, 2000U);
  EXPECT_EQ(only<WaitTime>("wait 2s").duration_ms, 2000U);
  EXPECT_EQ(only<WaitTime>("wait 0.5 s").duration_ms, 500U);
  EXPECT_EQ(only<WaitTime>("wait 300ms").duration_ms, 300U);
  const auto until = only<WaitUntil>("wait until threads.dead and all.lost = 0 within 90 s");
  EXPECT_EQ(until.limit_ms, 90'000U);
  EXPECT_EQ(until.condition.text, "threads.dead and all.lost = 0");
  EXPECT_EQ(until.condition.terms.size(), 4U);
  EXPECT_EQ(only<WaitUntil>("wait until threads.dead").limit_ms, 20'000U);
  const auto range = only<TimeBatches>("time 50 square with 1..8 workers in threads, processes");
  EXPECT_EQ(range.tasks, 50U);
  EXPECT_EQ(range.workload.id, WorkloadId::square);
  EXPECT_EQ(range.workers_first, 1);
  EXPECT_EQ(range.workers_last, 8);
  EXPECT_EQ(range.lanes, (std::vector<std::size_t>{0, 2}));
  const auto one = only<TimeBatches>("time 50 with 1 worker");
  EXPECT_EQ(one.workload, context_.workload);
  EXPECT_EQ(one.workers_last, 1);
}

TEST_F(Scripts, CountLinesAndLeaveOutComments) {
  const auto actions = read({"# nothing", "", "  open  # now", "\tpause"});
  ASSERT_EQ(actions.size(), 2U);
  EXPECT_EQ(actions[0].line, 12);
  EXPECT_EQ(actions[0].text, "open");
  EXPECT_EQ(actions[1].line, 13);
}

TEST_F(Scripts, KnowTheWorkersThatALaneHasHad) {
  EXPECT_TRUE(read({"inject segv@8 in threads"}).empty());
  EXPECT_EQ(read({"workers 8 in threads", "inject segv@8 in threads"}).size(), 2U);
  EXPECT_TRUE(mistakes_.none());
}

TEST_F(Scripts, SayWhatIsWrongWithALine) {
  struct Case {
    const char* line;
    const char* words;
  };
  const Case cases[] = {
      {"sumbit 5", "did you mean 'submit'"},
      {"rm -rf /", "unknown verb 'rm'"},
      {"submit", "not nothing; write submit COUNT"},
      {"submit 0", "from 1 to 1000000"},
      {"submit 1000001", "from 1 to 1000000"},
      {"submit -5", "from 1 to 1000000"},
      {"submit 5 prime", "did you mean 'primes'"},
      {"submit 5 in thread", "did you mean 'threads'"},
      {"submit 5 in", "unknown lane ''"},
      {"submit 5 in threads,", "unknown lane ''"},
      {"submit 5 in threads, threads", "named twice"},
      {"submit 5 wait:1 threads", "'threads' is too much"},
      {"open threads", "'threads' is too much"},
      {"step 0", "from 1 to 100"},
      {"tempo fast", "from 0 to 60000"},
      {"tempo 60001", "from 0 to 60000"},
      {"workers 3", "lane 'serial' has at most 1 worker, not 3"},
      {"workers 65 in threads", "from 1 to 64"},
      {"inject", "which fault"},
      {"inject segvv@1", "did you mean 'segv'"},
      {"inject segv", "FAULT@WORKER"},
      {"inject segv@2", "lane 'serial' has no worker 2"},
      {"wait", "a time is"},
      {"wait 5", "a time is"},
      {"wait 31 s", "at most 30 s"},
      {"wait -1 s", "a time is"},
      {"wait nan s", "a time is"},
      {"wait 1 h", "a time is"},
      {"wait until", "it is empty"},
      {"wait until threads.deaad", "did you mean 'dead'"},
      {"wait until threads.dead within 121 s", "at most 120 s"},
      {"wait until threads.dead within", "a time is"},
      {"time 10001 with 1 workers", "from 1 to 10000"},
      {"time 5", "after the tasks comes 'with'"},
      {"time 5 with", "how many workers"},
      {"time 5 with 2..1 workers in threads", "the smaller first"},
      {"time 5 with 1..65 workers in threads", "from 1 to 64"},
      {"time 5 with 1..2 workers", "lane 'serial' has at most 1"},
      {"time 5 with 1", "after the number comes 'workers'"},
  };
  for (const Case& each : cases) {
    EXPECT_TRUE(read({"", each.line}).empty()) << each.line;
    const auto mistakes = mistakes_.take();
    ASSERT_EQ(mistakes.size(), 1U) << each.line;
    EXPECT_EQ(mistakes[0].line, 11) << each.line;
    EXPECT_NE(mistakes[0].text.find(each.words), std::string::npos)
        << each.line << ": " << mistakes[0].text;
  }
  read(std::vector<std::string>(65, "open"));
  const auto mistakes = mistakes_.take();
  ASSERT_EQ(mistakes.size(), 1U);
  EXPECT_EQ(mistakes[0].line, 74);
}

TEST(ScriptVerbs, AllHaveTheirFormAndSentence) {
  for (const ScriptVerbRow& row : script_verbs()) {
    EXPECT_TRUE(row.form.starts_with(row.name));
    EXPECT_FALSE(row.sentence.empty());
  }
}

}  // namespace
}  // namespace sharedfate
