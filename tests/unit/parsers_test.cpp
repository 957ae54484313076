#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "core/base/nearest_word.h"
#include "core/catalog/lane_kind.h"
#include "core/fault/fault.h"
#include "core/workload/workload.h"

namespace sharedfate {
namespace {

void expect_mentions(const std::string& text, std::initializer_list<const char*> words) {
  for (const char* word : words)
    EXPECT_NE(text.find(word), std::string::npos) << "'" << word << "' in: " << text;
}

TEST(LaneSpecText, ReadsKindAndWorkers) {
  EXPECT_EQ(parse_lane_spec("threads:7").value(), (LaneSpec{LaneKind::threads, Language::cpp, 7}));
  EXPECT_EQ(parse_lane_spec("processes").value(),
            (LaneSpec{LaneKind::processes, Language::cpp, 5}));
  EXPECT_EQ(parse_lane_spec("serial").value(), (LaneSpec{LaneKind::serial, Language::cpp, 1}));
}

TEST(LaneSpecText, NamesTheNearestKind) {
  const auto lane = parse_lane_spec("thread:5");
  ASSERT_FALSE(lane.ok());
  expect_mentions(lane.error().text(), {"unknown lane 'thread'", "serial, threads, processes",
                                        "did you mean 'threads'"});
}

TEST(LaneSpecText, RefusesWorkersOutOfRange) {
  for (const char* text : {"threads:0", "threads:65", "threads:", "threads:x", "threads:-1",
                           "threads:5:5", "threads: 5", "processes:99999999999999999999"}) {
    const auto lane = parse_lane_spec(text);
    ASSERT_FALSE(lane.ok()) << text;
    expect_mentions(lane.error().text(), {text, "1 to 64"});
  }
  EXPECT_FALSE(parse_lane_spec("serial:2").ok());
}

TEST(LaneSpecText, ComesBackAsItWas) {
  for (const LaneKindRow& row : lane_kinds()) {
    const LaneSpec spec{row.kind, row.language, row.workers_max};
    EXPECT_EQ(parse_lane_argument(to_text(spec)).value(), spec);
  }
}

TEST(LaneSpecText, ReadsTheSettingsOfPythonLanes) {
  const auto lane =
      parse_lane_argument("python-pool:3:start=spawn:chunk=10:python=/usr/bin/python3");
  ASSERT_TRUE(lane);
  EXPECT_EQ(lane.value(), (LaneSpec{LaneKind::python_pool, Language::python, 3, StartMethod::spawn,
                                    10, "/usr/bin/python3"}));
  EXPECT_EQ(parse_lane_argument(to_text(lane.value())).value(), lane.value());
  expect_mentions(parse_lane_spec("python-pool:strat=fork").error().text(),
                  {"unknown setting 'strat'", "did you mean 'start'"});
  expect_mentions(parse_lane_spec("python-pool:start=frok").error().text(),
                  {"unknown start method 'frok'", "did you mean 'fork'"});
  expect_mentions(parse_lane_spec("python-pool:chunk=0").error().text(), {"1 to 1000000"});
  expect_mentions(parse_lane_spec("python-threads:start=fork").error().text(),
                  {"no such setting", "python-pool"});
  EXPECT_FALSE(parse_lane_argument("threads:python=/usr/bin/python3"));
}

TEST(LaneSpecText, FromElsewhereNamesNoProgram) {
  const auto lane = parse_lane_spec("python-pool:3:start=spawn:chunk=10");
  ASSERT_TRUE(lane);
  EXPECT_EQ(lane.value().start_method, StartMethod::spawn);
  expect_mentions(parse_lane_spec("python-threads:2:python=tools/helper.sh").error().text(),
                  {"unknown setting 'python'", "allowed: start, chunk"});
}

TEST(WorkloadSpecText, ReadsNameAndParameter) {
  EXPECT_EQ(parse_workload_spec("primes:123").value(), (WorkloadSpec{WorkloadId::primes, 123}));
  for (const WorkloadRow& row : workloads()) {
    const auto spec = parse_workload_spec(row.name);
    ASSERT_TRUE(spec.ok()) << row.name;
    EXPECT_EQ(spec.value(), (WorkloadSpec{row.id, row.parameter_default}));
    EXPECT_EQ(parse_workload_spec(to_text(spec.value())).value(), spec.value());
    if (row.parameter_max == ~std::uint64_t{0}) continue;
    const std::string excessive =
        std::string(row.name) + ":" + std::to_string(row.parameter_max + 1);
    EXPECT_FALSE(parse_workload_spec(excessive).ok()) << excessive;
  }
}

TEST(WorkloadSpecText, NamesTheNearestWorkload) {
  const auto spec = parse_workload_spec("prime:5");
  ASSERT_FALSE(spec.ok());
  expect_mentions(spec.error().text(),
                  {"unknown workload 'prime'", "square", "did you mean 'primes'"});
}

TEST(FaultSpecText, ReadsFaultWorkerAndTask) {
  EXPECT_EQ(parse_fault_spec("segv@3").value(), (FaultSpec{FaultId::segv, 3, 2}));
  EXPECT_EQ(parse_fault_spec("segv@3", 7).value(), (FaultSpec{FaultId::segv, 3, 7}));
  EXPECT_EQ(parse_fault_spec("kill@64:task=0").value(), (FaultSpec{FaultId::kill, 64, 0}));
  for (const FaultRow& row : faults()) {
    const FaultSpec fault_spec = make_fault_spec(row.id, 2, 9);
    EXPECT_EQ(parse_fault_spec(to_text(fault_spec)).value(), fault_spec);
  }
}

TEST(FaultSpecText, ReadsASiteInAnyOrder) {
  const FaultSpec fault_spec{FaultId::segv, 3, 2, SiteId::mid_task};
  EXPECT_EQ(parse_fault_spec("segv@3:task=2:site=mid-task").value(), fault_spec);
  EXPECT_EQ(parse_fault_spec("segv@3:site=mid-task:task=2", 0).value(), fault_spec);
  EXPECT_EQ(to_text(fault_spec), "segv@3:task=2") << "the short form means the same";
  EXPECT_EQ(parse_fault_spec("segv@3:site=mid-task", 0).value().at_task, 1U)
      << "not at once: in the middle of the next task";
  EXPECT_EQ(parse_fault_spec("segv@3:site=idle").value().at_task, 0U);
  EXPECT_EQ(parse_fault_spec("segv@3:site=event").value().at_task, 2U);
  EXPECT_TRUE(parse_fault_spec("segv@3", 0).value().at_once());
  EXPECT_FALSE(parse_fault_spec("segv@3:site=idle", 0).value().at_once());
  for (const SiteRow& site : sites()) {
    for (const std::uint64_t task : {0U, 1U, 7U}) {
      const FaultSpec written{FaultId::abort, 64, site.counts_tasks ? task : 0, site.id};
      for (const std::uint64_t other_default : {0U, 2U})
        EXPECT_EQ(parse_fault_spec(to_text(written), other_default).value(), written);
    }
  }
}

TEST(FaultSpecText, NamesNoWorkerWhereTheFaultHasNone) {
  for (const char* text : {"parent", "supervisor"}) {
    const auto fault_spec = parse_fault_spec(text, 7);
    ASSERT_TRUE(fault_spec) << text;
    EXPECT_EQ(fault_spec.value().worker, 0);
    EXPECT_TRUE(fault_spec.value().at_once());
    EXPECT_EQ(to_text(fault_spec.value()), text);
  }
  EXPECT_NE(parse_fault_spec("parnet").error().text().find("did you mean 'parent'"),
            std::string::npos);
}

TEST(FaultSpecText, SaysWhatIsWrongWithASite) {
  const std::pair<const char*, std::vector<std::string>> cases[] = {
      {"segv@1:site=idel", {"unknown site 'idel'", "waiting", "did you mean 'idle'"}},
      {"segv@1:site=", {"unknown site"}},
      {"segv@1:sit=idle", {"unknown key 'sit'", "did you mean 'site'"}},
      {"segv@1:site=idle:site=lock", {"site= twice"}},
      {"segv@1:task=1:task=1", {"task= twice"}},
      {"segv@1:task=0:site=mid-task", {"task=1"}},
      {"segv@1:site=start:task=2", {"leave task= out"}},
      {"error@1:site=idle", {"no task runs there"}},
      {"parent@1", {"has no target worker", "write parent"}},
      {"parent:task=1", {"has no target worker"}},
      {"supervisor:site=idle", {"has no target worker", "write supervisor"}},
  };
  for (const auto& [text, words] : cases) {
    const auto fault_spec = parse_fault_spec(text);
    ASSERT_FALSE(fault_spec.ok()) << text;
    for (const std::string& word : words)
      expect_mentions(fault_spec.error().text(), {text, word.c_str()});
  }
}

TEST(FaultSpecText, SaysWhatIsWrong) {
  const auto unknown = parse_fault_spec("segvv@1");
  ASSERT_FALSE(unknown.ok());
  expect_mentions(unknown.error().text(),
                  {"unknown fault 'segvv'", "abort", "did you mean 'segv'"});
  for (const char* text :
       {"segv", "segv@", "segv@0", "segv@65", "segv@x", "segv@1:", "segv@1:taks=2",
        "segv@1:task=", "segv@1:task=x", "segv@1:task=-1", "segv@1@2"}) {
    const auto fault_spec = parse_fault_spec(text);
    ASSERT_FALSE(fault_spec.ok()) << text;
    expect_mentions(fault_spec.error().text(), {text, "FAULT@WORKER"});
  }
}

TEST(NearestWord, FindsPrefixesAndTypingErrorsAndNothingElse) {
  const std::string_view words[] = {"threads", "processes", "serial", "run"};
  EXPECT_EQ(nearest_word("proc", words), "processes");
  EXPECT_EQ(nearest_word("theads", words), "threads");
  const std::string_view fault_words[] = {"segv", "abort", "exception", "exit", "kill", "spin"};
  EXPECT_EQ(nearest_word("segfault", fault_words), "segv");
  EXPECT_EQ(nearest_word("rnu", words), "run");
  EXPECT_EQ(nearest_word("banana", words), "");
  EXPECT_EQ(nearest_word("x", words), "");
  EXPECT_EQ(nearest_word("", words), "");
}

}  // namespace
}  // namespace sharedfate
