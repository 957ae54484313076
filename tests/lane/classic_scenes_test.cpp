// Producers and consumers, readers and writers: what must hold whatever the timing.
#include <gtest/gtest.h>

#include "core/experiment/producer_consumer.h"
#include "core/experiment/readers_writers.h"

namespace sharedfate::testing {
namespace {

class ClassicScene : public ::testing::TestWithParam<WorkerForm> {};

TEST_P(ClassicScene, a_bounded_queue_hands_over_each_item_once) {
  struct Hands {
    std::uint32_t producers, consumers;
  };
  for (const Hands hands : {Hands{1, 1}, Hands{3, 1}, Hands{1, 3}, Hands{2, 2}}) {
    for (const std::uint32_t capacity : {1U, 3U, 1024U}) {
      const auto figures =
          run_bounded_queue({GetParam(), hands.producers, hands.consumers, capacity, 2'000});
      ASSERT_TRUE(figures) << figures.error().text();
      EXPECT_EQ(figures.value().sent, hands.producers * 2'000);
      EXPECT_EQ(figures.value().received, figures.value().sent);
      EXPECT_TRUE(figures.value().each_once);
    }
  }
}

TEST_P(ClassicScene, a_queue_with_room_for_all_is_never_full) {
  const auto figures = run_bounded_queue({GetParam(), 2, 2, 1024, 512});
  ASSERT_TRUE(figures);
  EXPECT_EQ(figures.value().waits_full, 0U);
}

TEST_P(ClassicScene, no_protected_read_is_torn) {
  for (const PageProtection protection : {PageProtection::mutex, PageProtection::rwlock}) {
    const auto figures = run_readers_writers({GetParam(), protection, 3, 2, 3'000});
    ASSERT_TRUE(figures) << figures.error().text();
    EXPECT_EQ(figures.value().reads, 9'000U);
    EXPECT_EQ(figures.value().torn, 0U);
    if (protection == PageProtection::mutex) {
      EXPECT_EQ(figures.value().together, 0U);
    }
  }
}

TEST_P(ClassicScene, without_writers_nothing_is_torn_either) {
  const auto figures = run_readers_writers({GetParam(), PageProtection::none, 2, 0, 1'000});
  ASSERT_TRUE(figures);
  EXPECT_EQ(figures.value().torn, 0U);
  EXPECT_EQ(figures.value().writes, 0U);
}

INSTANTIATE_TEST_SUITE_P(Either, ClassicScene,
                         ::testing::Values(WorkerForm::threads, WorkerForm::processes),
                         [](const auto& each) {
                           return each.param == WorkerForm::threads ? "threads" : "processes";
                         });

}  // namespace
}  // namespace sharedfate::testing
