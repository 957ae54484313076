// What a stray write does to a sibling's task, word by word: real threads, real memory.
#include "core/fault/canary_record.h"

#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>
#include <functional>
#include <thread>

namespace sharedfate {
namespace {

/// Runs `act` on a thread of its own as this worker, whose task has begun.
void as_worker(std::uint32_t worker, const std::function<void(CanaryRecord&)>& act) {
  std::thread([&] {
    CanaryRecord& record = claim_canary(worker);
    fill_canary(record, 100 + worker);
    act(record);
  }).join();
}

TEST(CanaryRecord, is_as_the_task_left_it_without_a_stray_write) {
  as_worker(1, [](CanaryRecord& first) {
    as_worker(2, [](CanaryRecord& second) { EXPECT_TRUE(verify_canary(second)); });
    EXPECT_TRUE(verify_canary(first));
  });
}

TEST(CanaryRecord, of_a_sibling_is_hit_and_the_writers_own_is_not) {
  for (std::size_t word = 1; word < 8; ++word) {
    as_worker(3, [&](CanaryRecord& victim) {
      as_worker(64, [&](CanaryRecord& writer) {
        EXPECT_TRUE(write_stray(word));
        EXPECT_TRUE(verify_canary(writer)) << "its own record is untouched";
      });
      EXPECT_FALSE(verify_canary(victim)) << "word " << word;
    });
  }
}

TEST(CanaryRecord, hits_its_own_where_it_is_alone_and_none_without_a_task) {
  as_worker(5, [](CanaryRecord& own) {
    EXPECT_TRUE(write_stray(3));
    EXPECT_FALSE(verify_canary(own));
    EXPECT_FALSE(write_stray(3));
  });
}

TEST(CanaryRecordDeathTest, a_pointer_that_was_hit_is_followed_by_its_owner) {
  ::testing::FLAGS_gtest_death_test_style = "threadsafe";
  const auto follow = [] {
    as_worker(2, [](CanaryRecord& victim) {
      as_worker(1, [](CanaryRecord& writer) {
        write_stray(0);
        if (!verify_canary(writer)) std::_Exit(3);
      });
      verify_canary(victim);
    });
    std::_Exit(0);
  };
  EXPECT_EXIT(follow(), ::testing::KilledBySignal(SIGSEGV), "");
}

}  // namespace
}  // namespace sharedfate
