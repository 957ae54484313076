#include "core/base/wait_cycle.h"

#include <gtest/gtest.h>

namespace sharedfate {
namespace {

/// The cycle from `start` on, of workers that wait as `waited_for` says; -1: for none.
std::vector<int> cycle_from(int start, const std::vector<int>& waited_for) {
  return find_wait_cycle(start, waited_for.size(), [&](int worker) -> std::optional<int> {
    const int other = waited_for.at(static_cast<std::size_t>(worker));
    return other < 0 ? std::nullopt : std::optional(other);
  });
}

using Cycle = std::vector<int>;

TEST(WaitCycle, BeginsWithTheWorkerThatWasAskedFor) {
  EXPECT_EQ(cycle_from(0, {1, 0}), (Cycle{0, 1}));
  EXPECT_EQ(cycle_from(1, {1, 0}), (Cycle{1, 0}));
  EXPECT_EQ(cycle_from(2, {2, 0, 1}), (Cycle{2, 1, 0}));
  EXPECT_EQ(cycle_from(0, {0}), Cycle{0}) << "waits for itself";
}

TEST(WaitCycle, HasNoWorkerThatOnlyWaitsForIt) {
  EXPECT_EQ(cycle_from(0, {1, 2, 1}), Cycle{});
  EXPECT_EQ(cycle_from(1, {1, 2, 1}), (Cycle{1, 2}));
}

TEST(WaitCycle, IsNoneWhereOneDoesNotWait) {
  EXPECT_EQ(cycle_from(0, {-1}), Cycle{});
  EXPECT_EQ(cycle_from(0, {1, 2, -1}), Cycle{});
}

}  // namespace
}  // namespace sharedfate
