// The interleavings of small programs: their number, their outcomes, and each outcome on real
// threads.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "core/experiment/interleaving.h"
#include "core/experiment/stepped_workers.h"
#include "core/system/process_facts.h"

namespace sharedfate {
namespace {

const SmallProgram& program_of(std::string_view name) { return *find_small_program(name).value(); }

std::map<std::string, std::size_t> counts_of(const SmallProgram& program) {
  std::map<std::string, std::size_t> counts;
  for (const OutcomeGroup& group : group_by_outcome(enumerate_interleavings(program)))
    counts[to_text(program, group.outcome)] = group.orders.size();
  return counts;
}

/// n choose k, by Pascal's rule.
std::size_t binomial(std::size_t n, std::size_t k) {
  if (k == 0 || k == n) return 1;
  return binomial(n - 1, k - 1) + binomial(n - 1, k);
}

/// Visits each order of `a` letters A and `b` letters B once: the interleavings without locks,
/// found in another way than the tested one.
template <typename Visit>
void for_each_arrangement(std::size_t a, std::size_t b, Visit visit) {
  std::string order = std::string(a, 'A') + std::string(b, 'B');
  do {
    visit(order);
  } while (std::next_permutation(order.begin(), order.end()));
}

/// The position in an order of a worker's n-th step (from 0); the order's length if there is none.
std::size_t place(const std::string& order, char worker, std::size_t n) {
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (order[i] == worker && n-- == 0) return i;
  }
  return order.size();
}

TEST(Interleavings, AreAsManyAsThereAreWaysToMixTheSteps) {
  for (const SmallProgram& program : small_programs()) {
    if (!program.locks.empty()) continue;
    const auto interleavings = enumerate_interleavings(program);
    const std::size_t a = program.workers[0].size(), b = program.workers[1].size();
    EXPECT_EQ(interleavings.size(), binomial(a + b, a)) << program.name;
    std::set<std::string> orders, arrangements;
    for (const Interleaving& each : interleavings) orders.insert(each.order);
    for_each_arrangement(a, b, [&](const std::string& order) { arrangements.insert(order); });
    EXPECT_EQ(orders, arrangements) << program.name;
  }
  EXPECT_EQ(enumerate_interleavings(program_of("counter")).size(), 20U);
}

TEST(Interleavings, OfTheCounterLoseAnUpdateUnlessOneGoesAfterTheOther) {
  std::map<std::string, std::size_t> expected;
  for_each_arrangement(3, 3, [&](const std::string& order) {
    // Nothing is lost if one worker has stored before the other loads.
    const bool in_turn =
        place(order, 'A', 2) < place(order, 'B', 0) || place(order, 'B', 2) < place(order, 'A', 0);
    ++expected[in_turn ? "counter=2" : "counter=1"];
  });
  EXPECT_EQ(counts_of(program_of("counter")), expected);
  EXPECT_EQ(expected, (std::map<std::string, std::size_t>{{"counter=1", 18}, {"counter=2", 2}}));
}

TEST(Interleavings, StaleWritesAreThereExactlyWhereAnUpdateIsLost) {
  const SmallProgram& counter = program_of("counter");
  EXPECT_EQ(find_stale_writes(counter, "AB"), std::vector<StaleWrite>{});
  EXPECT_EQ(find_stale_writes(counter, "ABAABB"), (std::vector<StaleWrite>{{5, 1, 0, true}}));
  for (const SmallProgram* program : {&counter, &program_of("check-then-act")}) {
    const bool sells = program->name == "check-then-act";
    for (const Interleaving& each : enumerate_interleavings(*program)) {
      const auto stale = find_stale_writes(*program, each.order);
      const bool wrong = each.outcome.values[0] == (sells ? -1 : 1);
      EXPECT_EQ(stale.size(), wrong ? 1U : 0U) << program->name << ' ' << each.order;
      for (const StaleWrite& write : stale) EXPECT_EQ(write.overwrites, !sells) << each.order;
    }
  }
  // Two transfers of 30 and 10 leave 200 in all, unless one overwrites the other.
  for (const Interleaving& each : enumerate_interleavings(program_of("transfer"))) {
    const bool lost = each.outcome.values[0] != 80 || each.outcome.values[1] != 120;
    EXPECT_EQ(!find_stale_writes(program_of("transfer"), each.order).empty(), lost) << each.order;
  }
  for (const Interleaving& each : enumerate_interleavings(program_of("two-locks")))
    EXPECT_TRUE(find_stale_writes(program_of("two-locks"), each.order).empty()) << each.order;
}

TEST(Interleavings, OfCheckThenActSellTwiceWhenBothLookFirst) {
  std::map<std::string, std::size_t> expected;
  for_each_arrangement(2, 2, [&](const std::string& order) {
    const bool both_saw_it = std::max(place(order, 'A', 0), place(order, 'B', 0)) <
                             std::min(place(order, 'A', 1), place(order, 'B', 1));
    ++expected[both_saw_it ? "tickets=-1" : "tickets=0"];
  });
  EXPECT_EQ(counts_of(program_of("check-then-act")), expected);
  EXPECT_EQ(expected, (std::map<std::string, std::size_t>{{"tickets=-1", 4}, {"tickets=0", 2}}));
}

TEST(Interleavings, OfTheTransferLoseWhatIsOverwritten) {
  std::map<std::string, std::size_t> expected;
  // A variable keeps both changes if one worker has stored before the other loads; else it keeps
  // the change that is stored last.
  const auto balance = [](const std::string& order, std::size_t load_a, std::size_t load_b,
                          int change_a, int change_b) {
    const std::size_t a_loads = place(order, 'A', load_a), a_stores = place(order, 'A', load_a + 1);
    const std::size_t b_loads = place(order, 'B', load_b), b_stores = place(order, 'B', load_b + 1);
    if (a_stores < b_loads || b_stores < a_loads) return 100 + change_a + change_b;
    return 100 + (a_stores > b_stores ? change_a : change_b);
  };
  for_each_arrangement(4, 4, [&](const std::string& order) {
    const int mine = balance(order, 0, 2, -30, 10), yours = balance(order, 2, 0, 30, -10);
    ++expected["mine=" + std::to_string(mine) + ", yours=" + std::to_string(yours)];
  });
  EXPECT_EQ(counts_of(program_of("transfer")), expected);
  EXPECT_TRUE(expected.contains("mine=80, yours=120"));
  EXPECT_GT(expected.size(), 1U);
}

TEST(Interleavings, OfLazyInitialisationCreateTwiceWhenBothLookFirst) {
  std::map<std::string, std::size_t> expected;
  for_each_arrangement(3, 3, [&](const std::string& order) {
    if (place(order, 'A', 2) < place(order, 'B', 0)) {
      ++expected["object=1, created=1"];
    } else if (place(order, 'B', 2) < place(order, 'A', 0)) {
      ++expected["object=2, created=1"];
    } else {
      const bool a_last = place(order, 'A', 2) > place(order, 'B', 2);
      ++expected[a_last ? "object=1, created=2" : "object=2, created=2"];
    }
  });
  EXPECT_EQ(counts_of(program_of("lazy")), expected);
  EXPECT_EQ(expected.size(), 4U);
}

TEST(Interleavings, OfTwoLocksEndInADeadlockOnceEachHasOne) {
  // Found by hand. Once A has both locks, B cannot go on before A has released the right lock,
  // which it releases first. Then A has one step left, before B's first step or between B's first
  // two steps. The same holds with A and B exchanged. Once each has one lock, neither can go on.
  std::set<std::string> orders;
  for (const Interleaving& each : enumerate_interleavings(program_of("two-locks")))
    orders.insert(each.order);
  EXPECT_EQ(orders, (std::set<std::string>{"AAAAABBBBB", "AAAABABBBB", "BBBBBAAAAA", "BBBBABAAAA",
                                           "AB", "BA"}));
  EXPECT_EQ(counts_of(program_of("two-locks")),
            (std::map<std::string, std::size_t>{{"deadlock", 2}, {"meals=2", 4}}));
}

TEST(Interleavings, KnowWhichOutcomesComeOneAfterTheOther) {
  for (const SmallProgram& program : small_programs()) {
    std::set<std::string> in_turn;
    for (const OutcomeGroup& group : group_by_outcome(enumerate_interleavings(program))) {
      if (group.in_turn) in_turn.insert(to_text(program, group.outcome));
    }
    std::set<std::string> expected;
    for (const char first : {'A', 'B'}) {
      const char second = first == 'A' ? 'B' : 'A';
      const auto steps = [&](char worker) { return program.workers[worker == 'A' ? 0 : 1].size(); };
      const auto outcome =
          predict(program, std::string(steps(first), first) + std::string(steps(second), second));
      ASSERT_TRUE(outcome);
      expected.insert(to_text(program, outcome.value()));
    }
    EXPECT_EQ(in_turn, expected) << program.name;
  }
}

TEST(Interleavings, CannotBeAnythingElse) {
  const SmallProgram& counter = program_of("counter");
  for (const char* const order : {"", "AAA", "AAAA", "AAABBBB", "ABABAC", "aaabbb"}) {
    const auto outcome = predict(counter, order);
    ASSERT_FALSE(outcome) << order;
    EXPECT_NE(outcome.error().text().find("A has 3 steps"), std::string::npos);
  }
  EXPECT_FALSE(predict(program_of("two-locks"), "AABBB"));
}

class OnRealThreads : public testing::TestWithParam<std::size_t> {};

TEST_P(OnRealThreads, EveryInterleavingEndsAsInTheory) {
  const SmallProgram& program = small_programs()[GetParam()];
  for (const Interleaving& each : enumerate_interleavings(program)) {
    const auto replayed = replay(program, each.order);
    ASSERT_TRUE(replayed);
    const ProgramOutcome& outcome = replayed.value();
    EXPECT_EQ(outcome, each.outcome) << each.order << " led to " << to_text(program, outcome);
  }
}

INSTANTIATE_TEST_SUITE_P(Programs, OnRealThreads, testing::Range<std::size_t>(0, 5),
                         [](const auto& each) {
                           std::string name(small_programs()[each.param].name);
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

std::unique_ptr<SteppedWorkers> start_workers(std::string_view program) {
  auto started = SteppedWorkers::start(program_of(program));
  EXPECT_TRUE(started) << program;
  return started.take();
}

TEST(SteppedWorkers, DoOneStepAtATimeAndNoMore) {
  const auto started = start_workers("counter");
  SteppedWorkers& workers = *started;
  const auto a = [&] { return workers.view(0); };
  EXPECT_NE(a().tid, workers.view(1).tid);
  EXPECT_TRUE(is_thread_of(host_pid(), a().tid));
  EXPECT_EQ(a().standing, SteppedWorkers::Standing::paused);
  EXPECT_TRUE(workers.step(0));
  EXPECT_TRUE(workers.step(0));
  EXPECT_EQ(a().steps_done, 2U);
  EXPECT_EQ(a().register_value, 1);
  EXPECT_EQ(workers.value(0), 0);
  EXPECT_EQ(workers.view(1).steps_done, 0U);
  EXPECT_TRUE(workers.step(0));
  EXPECT_EQ(workers.value(0), 1);
  EXPECT_EQ(a().standing, SteppedWorkers::Standing::ended);
  EXPECT_FALSE(workers.step(0));
  EXPECT_FALSE(workers.at_rest());
  for (int step = 0; step < 3; ++step) EXPECT_TRUE(workers.step(1));
  EXPECT_TRUE(workers.at_rest());
  EXPECT_EQ(workers.outcome(), (ProgramOutcome{{2, 0}, false}));
}

TEST(SteppedWorkers, WaitForALockAndGoOnOnceItIsFree) {
  const auto started = start_workers("two-locks");
  SteppedWorkers& workers = *started;
  EXPECT_TRUE(workers.step(0));
  EXPECT_TRUE(workers.step(0));
  EXPECT_EQ(workers.lock_owner(0), 1U);
  EXPECT_EQ(workers.lock_owner(1), 1U);
  EXPECT_TRUE(workers.step(1));
  EXPECT_EQ(workers.view(1).standing, SteppedWorkers::Standing::waiting);
  EXPECT_EQ(workers.view(1).waits_for_lock, 2);
  EXPECT_FALSE(workers.step(1));
  EXPECT_TRUE(workers.wait_cycle().empty());
  EXPECT_TRUE(workers.step(0));  // eats
  EXPECT_TRUE(workers.step(0));  // releases the right lock
  EXPECT_EQ(workers.view(1).standing, SteppedWorkers::Standing::paused);
  EXPECT_EQ(workers.view(1).steps_done, 1U);
  EXPECT_EQ(workers.lock_owner(1), 2U);
}

TEST(SteppedWorkers, CanBeEndedAtAnyStep) {
  { const auto held = start_workers("counter"); }
  const auto started = start_workers("two-locks");
  SteppedWorkers& workers = *started;
  for (const std::size_t worker : {0U, 1U, 0U, 1U}) EXPECT_TRUE(workers.step(worker));
  EXPECT_TRUE(workers.at_rest());
  EXPECT_EQ(workers.wait_cycle(), (std::vector<std::size_t>{0, 1}));
  EXPECT_TRUE(workers.outcome().deadlock);
}

}  // namespace
}  // namespace sharedfate
