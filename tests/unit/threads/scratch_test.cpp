// What a stray write does to a sibling's task, word by word: real threads, real memory.
#include "core/fault/scratch.h"

#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>
#include <functional>
#include <thread>

namespace sharedfate {
namespace {

/// Runs it as the thread of that worker, whose task has begun.
void as_worker(std::uint32_t worker, const std::function<void(ScratchRecord&)>& act) {
  std::thread([&] {
    ScratchRecord& record = claim_scratch(worker);
    begin_scratch(record, 100 + worker);
    act(record);
  }).join();
}

TEST(Scratch, is_as_the_task_left_it_where_everybody_behaves) {
  as_worker(1, [](ScratchRecord& first) {
    as_worker(2, [](ScratchRecord& second) { EXPECT_TRUE(end_scratch(second)); });
    EXPECT_TRUE(end_scratch(first));
  });
}

TEST(Scratch, of_a_sibling_is_hit_and_the_writer_notices_nothing) {
  for (std::size_t word = 1; word < 8; ++word) {
    as_worker(3, [&](ScratchRecord& victim) {
      as_worker(64, [&](ScratchRecord& writer) {
        EXPECT_TRUE(write_astray(word));
        EXPECT_TRUE(end_scratch(writer)) << "its own record is untouched";
      });
      EXPECT_FALSE(end_scratch(victim)) << "word " << word;
    });
  }
}

TEST(Scratch, alone_it_hits_its_own_and_without_a_task_nobody) {
  as_worker(5, [](ScratchRecord& own) {
    EXPECT_TRUE(write_astray(3));
    EXPECT_FALSE(end_scratch(own));
    EXPECT_FALSE(write_astray(3));
  });
}

TEST(ScratchDeathTest, a_pointer_that_was_hit_is_followed_by_its_owner) {
  ::testing::FLAGS_gtest_death_test_style = "threadsafe";
  const auto follow = [] {
    as_worker(2, [](ScratchRecord& victim) {
      as_worker(1, [](ScratchRecord& writer) {
        write_astray(0);
        if (!end_scratch(writer)) std::_Exit(3);
      });
      end_scratch(victim);
    });
    std::_Exit(0);
  };
  EXPECT_EXIT(follow(), ::testing::KilledBySignal(SIGSEGV), "");
}

}  // namespace
}  // namespace sharedfate
