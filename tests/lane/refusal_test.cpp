// Invalid requests are refused with an error that says what is allowed.
#include <gtest/gtest.h>

#include "tests/lane/kernel_facts.h"
#include "tests/lane/lane_kind_names.h"
#include "tests/lane/lane_under_test.h"

namespace sharedfate::testing {
namespace {

struct Refusal {
  const char* name;
  Request request;
  const char* says;  ///< part of the error's text
};

std::ostream& operator<<(std::ostream& stream, const Refusal& refusal) {
  return stream << refusal.name;
}

class Refused : public ::testing::TestWithParam<Refusal> {};

TEST_P(Refused, with_what_is_allowed) {
  LaneUnderTest lanes;
  lanes.open(lane_of(LaneKind::threads));
  const Status status = lanes.lab().request(0, GetParam().request);
  ASSERT_FALSE(status);
  EXPECT_NE(status.error().text().find(GetParam().says), std::string::npos)
      << status.error().text();
  // The lane still works.
  lanes.submit(10, {WorkloadId::square, 0});
  lanes.ask(OpenGate{});
  ASSERT_TRUE(lanes.wait_quiescent());
  EXPECT_EQ(lanes.account(), (Account{.submitted = 10, .done = 10}));
}

INSTANTIATE_TEST_SUITE_P(
    Requests, Refused,
    ::testing::Values(
        Refusal{"no_tasks", SubmitTasks{{WorkloadId::square, 0}, 0}, "from 1 to 100000000"},
        Refusal{"too_many_tasks", SubmitTasks{{WorkloadId::square, 0}, 100'000'001},
                "from 1 to 100000000"},
        Refusal{"no_workers", SetWorkers{0}, "from 1 to 64"},
        Refusal{"too_many_workers", SetWorkers{65}, "from 1 to 64"},
        Refusal{"fewer_than_no_workers", SetWorkers{-1}, "from 1 to 64"},
        Refusal{"endless_tempo", SetTempo{60'001}, "from 0 to 60000"},
        Refusal{"a_worker_that_is_not", InjectFault{{FaultId::segv, 6, 0}}, "from 1 to 5"},
        Refusal{"worker_zero", InjectFault{{FaultId::segv, 0, 0}}, "from 1 to 5"}),
    [](const auto& parameter) { return std::string(parameter.param.name); });

TEST(Refusals, a_serial_lane_has_one_worker) {
  LaneUnderTest lanes;
  lanes.open(lane_of(LaneKind::serial));
  const Status status = lanes.lab().request(0, SetWorkers{2});
  ASSERT_FALSE(status);
  EXPECT_NE(status.error().text().find("from 1 to 1"), std::string::npos) << status.error().text();
}

TEST(Refusals, an_unknown_lane) {
  LaneUnderTest lanes;
  for (const LaneIndex index : {-1, 0, 17}) {
    const Status status = lanes.lab().request(index, OpenGate{});
    ASSERT_FALSE(status);
    EXPECT_NE(status.error().text().find("no such lane"), std::string::npos)
        << status.error().text();
  }
}

TEST(Refusals, too_many_lanes) {
  LaneUnderTest lanes;
  Result<LaneIndex> last = 0;
  int opened = 0;
  while (last && opened < 100) {
    last = lanes.lab().open(lane_of(LaneKind::serial), {});
    if (last) ++opened;
  }
  ASSERT_FALSE(last);
  EXPECT_NE(last.error().text().find(std::to_string(opened) + " are open"), std::string::npos)
      << last.error().text();
  // The open ones work.
  for (LaneIndex lane = 0; lane < opened; ++lane) ASSERT_TRUE(lanes.wait_ready(lane));
}

TEST(Refusals, a_lane_program_that_is_missing) {
  for (const bool use_namespaces : {true, false}) {
    const int descriptors_before = descriptor_count();
    Lab lab("/nowhere/sharedfate-lane");
    LaneOptions options;
    options.use_namespaces = use_namespaces;
    const auto opened = lab.open(lane_of(LaneKind::threads), options);
    ASSERT_FALSE(opened);
    EXPECT_NE(opened.error().text().find("/nowhere/sharedfate-lane"), std::string::npos)
        << opened.error().text();
    EXPECT_NE(opened.error().text().find("No such file"), std::string::npos)
        << opened.error().text();
    EXPECT_FALSE(opened.error().remedy.empty());
    EXPECT_EQ(children(), std::set<int>{}) << "no dead child is left";
    EXPECT_LE(descriptor_count(), descriptors_before + 2) << "the lab's own descriptors";
  }
}

TEST(Refusals, a_lane_program_that_is_no_lane) {
  // It starts, sends nothing and ends: the lane is reported as dead.
  LaneUnderTest lanes("/bin/true");
  ASSERT_TRUE(lanes.lab().open(lane_of(LaneKind::threads), {}));
  ASSERT_TRUE(
      lanes.wait_until("the lane is over", [&] { return lanes.lane().state == LaneState::dead; }));
  ASSERT_EQ(lanes.lane().deaths.size(), 1U);
  EXPECT_EQ(lanes.lane().deaths[0].scope, Death::Scope::supervisor);
  EXPECT_EQ(lanes.lane().deaths[0].report.exit_code, 0);
  EXPECT_EQ(lanes.account(), Account{});
}

}  // namespace
}  // namespace sharedfate::testing
