#include "core/lab/request_message.h"

#include <gtest/gtest.h>

namespace sharedfate {
namespace {

const LaneSpec five_threads{.kind = LaneKind::threads, .language = Language::cpp, .workers = 5};

RequestMessage message_of(const Request& request) {
  const auto message = to_message(request, five_threads);
  EXPECT_TRUE(message) << message.error().text();
  return message.ok() ? message.value() : RequestMessage{};
}

TEST(RequestMessages, carry_what_was_asked) {
  const RequestMessage submit = message_of(SubmitTasks{{WorkloadId::wait, 30}, 12});
  EXPECT_EQ(submit.kind, RequestKind::submit_tasks);
  EXPECT_EQ(submit.magic, wire_magic);
  EXPECT_EQ(submit.version, wire_version);
  EXPECT_EQ(submit.choice, static_cast<std::uint32_t>(WorkloadId::wait));
  EXPECT_EQ(submit.parameter, 30U);
  EXPECT_EQ(submit.count, 12U);

  const RequestMessage inject = message_of(InjectFault{{FaultId::exit, 4, 9}});
  EXPECT_EQ(inject.kind, RequestKind::inject_fault);
  EXPECT_EQ(inject.choice, static_cast<std::uint32_t>(FaultId::exit));
  EXPECT_EQ(inject.worker, 4U);
  EXPECT_EQ(inject.parameter, 9U);

  EXPECT_EQ(message_of(SetWorkers{64}).worker, 64U);
  EXPECT_EQ(message_of(SetTempo{60'000}).tempo_ms, 60'000U);
}

TEST(RequestMessages, have_a_kind_each) {
  EXPECT_EQ(message_of(OpenGate{}).kind, RequestKind::open_gate);
  EXPECT_EQ(message_of(CloseGate{}).kind, RequestKind::close_gate);
  EXPECT_EQ(message_of(StepGate{}).kind, RequestKind::step_gate);
  EXPECT_EQ(message_of(SetTempo{0}).kind, RequestKind::set_tempo);
  EXPECT_EQ(message_of(StopLane{}).kind, RequestKind::stop_lane);
  EXPECT_EQ(message_of(RestartLane{}).kind, RequestKind::restart_lane);
  EXPECT_EQ(message_of(ResetLane{}).kind, RequestKind::reset_lane);
}

TEST(RequestMessages, go_to_the_lane_process_or_to_the_supervisor) {
  EXPECT_TRUE(is_for_lane_process(RequestKind::submit_tasks));
  EXPECT_TRUE(is_for_lane_process(RequestKind::set_workers));
  EXPECT_TRUE(is_for_lane_process(RequestKind::inject_fault));
  EXPECT_FALSE(is_for_lane_process(RequestKind::open_gate));
  EXPECT_FALSE(is_for_lane_process(RequestKind::reset_lane));
}

TEST(RequestMessages, refuse_with_the_figure_and_the_range) {
  const auto text_of = [](const Request& request) {
    const auto message = to_message(request, five_threads);
    return message ? std::string("taken") : message.error().text();
  };
  EXPECT_EQ(text_of(SetWorkers{65}),
            "could not ask for a number of workers of 65: allowed is from 1 to 64");
  EXPECT_EQ(text_of(SetWorkers{-3}),
            "could not ask for a number of workers of -3: allowed is from 1 to 64");
  EXPECT_EQ(text_of(InjectFault{{FaultId::segv, 6, 0}}),
            "could not ask for a fault on worker 6: allowed is from 1 to 5");
  EXPECT_EQ(text_of(SetTempo{60'001}),
            "could not ask for a tempo in ms of 60001: allowed is from 0 to 60000");
  EXPECT_EQ(text_of(SubmitTasks{{WorkloadId::square, 0}, 0}),
            "could not ask for a number of tasks of 0: allowed is from 1 to 100000000");
}

}  // namespace
}  // namespace sharedfate
