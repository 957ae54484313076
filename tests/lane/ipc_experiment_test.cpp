// The costs of passing a message: each message arrives as it was sent, each call is counted, and
// what is not possible is refused or noted. No check depends on a time.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

#include "core/base/table.h"
#include "core/experiment/message_exchange.h"
#include "core/system/scheduling.h"
#include "core/system/spawn.h"
#include "tests/lane/cost_laws.h"
#include "tests/support/sanitizer.h"

namespace sharedfate::testing {
namespace {

using IpcCosts = CostExperiment;

const TransportRow& transport_named(std::string_view name) {
  return *find_row(transports(), "transport", name).value();
}

bool has_note_about(const Measurement& measured, std::string_view name) {
  return std::any_of(measured.notes.begin(), measured.notes.end(),
                     [&](const std::string& note) { return note.find(name) != std::string::npos; });
}

TEST_P(IpcCosts, EveryMessageArrivesAsItWasSentByEveryTransport) {
  const Measurement measured = measure_all("ipc", "bytes=200000,rounds=4");
  for (const TransportRow& row : transports()) {
    SCOPED_TRACE(row.name);
    const MeasuredFact* wrong = measured.fact(row.name, "of them wrong");
    if (wrong == nullptr) {
      EXPECT_TRUE(row.outlives) << "only queues may be denied";
      EXPECT_TRUE(has_note_about(measured, row.name)) << "and then it is said why";
      continue;
    }
    EXPECT_EQ(wrong->figure.value, 0);
    ASSERT_NE(measured.fact(row.name, "messages checked"), nullptr);
    EXPECT_GT(measured.fact(row.name, "messages checked")->figure.value, 0);
    const std::vector<double> sizes = expect_distribution(measured, row.name, "latency");
    EXPECT_EQ(expect_distribution(measured, row.name, "throughput"), sizes);
    ASSERT_FALSE(sizes.empty());
    EXPECT_EQ(sizes.front(), 8);
    if (row.largest == nullptr) {
      EXPECT_EQ(sizes.back(), 200'000);
    } else {
      EXPECT_TRUE(sizes.back() == 200'000 || has_note_about(measured, row.largest_set_by));
    }
    ASSERT_NE(measured.fact(row.name, "copies"), nullptr);
    EXPECT_EQ(measured.fact(row.name, "copies")->words, row.copies_text);
  }
}

TEST_P(IpcCosts, AQueueIsMeasuredOnlyWhereItEndsWithTheExperiment) {
  const Measurement measured = measure_all("ipc", "bytes=64,rounds=1");
  for (const TransportRow& row : transports()) {
    if (!row.outlives || GetParam()) continue;
    EXPECT_EQ(measured.fact(row.name, "of them wrong"), nullptr) << row.name;
    EXPECT_TRUE(has_note_about(measured, "outlive")) << row.name;
  }
}

/// The calls that a transport needs: a message in one piece takes one call on each side.
TEST(IpcExperiment, CallsAreCounted) {
  const ExchangePlan plan{.message_size = 64, .rounds = 20, .bursts = 2, .messages = 30};
  for (const TransportRow& row : transports()) {
    if (row.outlives) continue;
    SCOPED_TRACE(row.name);
    const auto exchanged = exchange_messages(row, plan);
    ASSERT_TRUE(exchanged) << exchanged.error().text();
    const ExchangeResult& result = exchanged.value();
    EXPECT_EQ(result.wrong, 0U);
    // Each round is a message there and one back; three further rounds are not timed, and one
    // burst.
    EXPECT_EQ(result.checked, 2 * (3 + plan.rounds) + (1 + plan.bursts) * plan.messages);
    EXPECT_EQ(result.latencies_us.size(), plan.rounds);
    EXPECT_EQ(result.throughputs.size(), plan.bursts);
    const bool through_kernel = row.name == "pipe" || row.name == "Unix socket";
    // In shared memory a side that finds its message already there does not sleep, and makes no
    // call.
    EXPECT_GE(result.calls_per_message, through_kernel ? 2 : 0);
    for (const double each : result.throughputs) EXPECT_GT(each, 0);
  }
}

TEST(IpcExperiment, ALargeMessageThroughAPipeTakesManyCalls) {
  const ExchangePlan plan{.message_size = 1 << 20, .rounds = 2, .bursts = 1, .messages = 1};
  const auto exchanged = exchange_messages(transport_named("pipe"), plan);
  ASSERT_TRUE(exchanged);
  // A pipe holds 64 KiB: one side needs 16 calls at least, the other one at least a single long
  // call.
  EXPECT_GE(exchanged.value().calls_per_message, 17);
}

TEST(IpcExperiment, SidesCanBePlaced) {
  const std::size_t cores = usable_core_count();
  for (const SidePlacement placement :
       {SidePlacement::two_cores, SidePlacement::one_core, SidePlacement::as_it_comes}) {
    for (const std::string_view name : {"pointer", "pipe"}) {
      const auto exchanged =
          exchange_messages(transport_named(name), {.rounds = 5, .placement = placement});
      ASSERT_TRUE(exchanged) << exchanged.error().text();
      EXPECT_EQ(exchanged.value().wrong, 0U);
    }
  }
  {
    const CoreBinding one(1);
    EXPECT_EQ(usable_core_count(), 1U);
  }
  EXPECT_EQ(usable_core_count(), cores) << "afterwards everything is as before";
}

TEST(IpcExperiment, AFailedChildEndsTheWaitForIt) {
  if (const std::string reason = sanitizer_delays_signals(); !reason.empty())
    GTEST_SKIP() << reason;
  const auto wait_for_the_dead = [] {
    end_with_a_failed_child();
    const auto child = fork_child([] { return EXIT_FAILURE; });
    std::uint64_t calls = 0;
    RisingSignal never{};
    never.wait_beyond(0, calls);
  };
  EXPECT_EXIT(wait_for_the_dead(), ::testing::ExitedWithCode(EXIT_FAILURE), "");
}

TEST(IpcExperiment, RefusesInvalidParameters) {
  const ExperimentRow& row = *find_experiment("ipc").value();
  Parameters parameters(row.parameters);
  EXPECT_FALSE(parameters.set("bytes", "7"));
  EXPECT_FALSE(parameters.set("bytes", "1073741832"));
  EXPECT_FALSE(parameters.set("cores", "three"));
  ASSERT_TRUE(parameters.set("bytes", "100"));
  const Status odd = check_parameters(row, parameters);
  ASSERT_FALSE(odd);
  EXPECT_EQ(odd.error().remedy, "take 96");
}

INSTANTIATE_TEST_SUITE_P(Either, IpcCosts, ::testing::Bool(), namespaces_name);

}  // namespace
}  // namespace sharedfate::testing
