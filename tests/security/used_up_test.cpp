// What no limit of the kernel counts of code from elsewhere: processor time over forks, and memory
// of many processes.
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <functional>

#include "core/lane/foreign_code.h"
#include "core/system/shared_memory.h"
#include "core/wire/ticks.h"
#include "core/wire/worker_memory.h"

namespace sharedfate::testing {
namespace {

constexpr std::uint64_t ns_per_s = 1'000'000'000;

ProcessNode process(int depth, std::uint64_t cpu_s, bool runs = false) {
  ProcessNode node;
  node.depth = depth;
  node.cpu_ns = cpu_s * ns_per_s;
  node.resident_bytes = 1000;
  node.runs = runs;
  return node;
}

TEST(UsageMeter, counts_what_is_below_and_not_who_looks) {
  UsageMeter meter;
  meter.look({{process(0, 100), process(1, 2), process(2, 3)}}, ns_per_s, ns_per_s, 4);
  EXPECT_EQ(meter.cpu_ns(), 6 * ns_per_s);
  EXPECT_EQ(meter.memory_bytes(), 2000U);
}

TEST(UsageMeter, forgets_nothing_of_those_who_are_gone) {
  UsageMeter meter;
  meter.look({{process(1, 5)}}, 0, 1 * ns_per_s, 4);
  meter.look({{process(1, 1)}}, 0, 2 * ns_per_s, 4);
  meter.look({{process(1, 4)}}, 0, 3 * ns_per_s, 4);
  EXPECT_EQ(meter.cpu_ns(), 8 * ns_per_s);
  EXPECT_EQ(meter.memory_bytes(), 1000U);
}

TEST(UsageMeter, takes_who_runs_for_those_whom_nobody_waited_for) {
  UsageMeter meter;
  meter.look({{process(1, 0, true)}}, 0, 1 * ns_per_s, 2);
  meter.look({{process(1, 0, true), process(1, 0, true), process(1, 0, true)}}, 0, 4 * ns_per_s, 2);
  EXPECT_EQ(meter.cpu_ns(), 6 * ns_per_s) << "no more than there are cores";
}

/// A child of the test's that ends with it, and before the test does.
class Child {
 public:
  explicit Child(const std::function<void()>& body) : pid_(::fork()) {
    if (pid_ != 0) return;
    ::setpgid(0, 0);
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    body();
    ::_exit(0);
  }
  ~Child() {
    ::setpgid(pid_, pid_);
    ::kill(-pid_, SIGKILL);
    while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) continue;
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

 private:
  pid_t pid_;
};

ForeignCode watched(const ConfinementLimits& limits) {
  auto code = ForeignCode::prepare(limits);
  EXPECT_TRUE(code);
  code.value().begin();
  return code.take();
}

/// Looks until something is used up; what it is.
std::string wait_used_up(ForeignCode& code) {
  const std::uint64_t end_ns = monotonic_ns() + 60 * ns_per_s;
  while (monotonic_ns() < end_ns) {
    if (const auto error = code.used_up()) return error->text();
    ::poll(nullptr, 0, ForeignCode::look_ms);
  }
  return "nothing";
}

void burn(std::uint64_t ns) {
  for (const std::uint64_t end = monotonic_ns() + ns; monotonic_ns() < end;) continue;
}

TEST(UsedUp, is_the_processor_time_of_children_that_end_one_after_the_other) {
  ForeignCode code = watched({.all_cpu_seconds = 1});
  const Child parent([] {
    ::signal(SIGCHLD, SIG_IGN);  // then it waits for them in nobody's account
    for (int i = 0; i < 3000; ++i) {
      if (::fork() == 0) {
        burn(ns_per_s / 50);
        ::_exit(0);
      }
      ::waitpid(-1, nullptr, 0);
    }
  });
  EXPECT_NE(wait_used_up(code).find("1 s of processor time together"), std::string::npos);
}

TEST(UsedUp, is_the_memory_of_several_processes) {
  constexpr std::size_t each = 48 << 20;
  ForeignCode code = watched({.all_memory_bytes = 128 << 20});
  const auto hold = [] {
    std::vector<char> held(each, 'x');
    ::pause();
  };
  const Child one(hold), two(hold);
  EXPECT_EQ(code.used_up().has_value(), false);
  const Child three(hold);
  EXPECT_NE(wait_used_up(code).find("128 MB of memory together"), std::string::npos);
}

TEST(GivenMemory, is_a_sealed_one_for_each_message_until_there_are_enough) {
  auto prepared = ForeignCode::prepare({.all_workers = 3});
  ASSERT_TRUE(prepared);
  ForeignCode& code = prepared.value();
  const Descriptor head(::dup(code.heads_end()));
  code.begin();
  char word = 1;
  Descriptor given;
  for (int i = 0; i < 3; ++i) {
    EXPECT_FALSE(code.used_up());
    ASSERT_TRUE(send_message(head.get(), &word, sizeof word, -1, Blocking::no));
    code.give_memory();
    ASSERT_EQ(receive_message(head.get(), &word, sizeof word, given), Received::message);
    EXPECT_TRUE(is_sealed_memory(given.get()));
    EXPECT_TRUE(Mapping<WorkerMemory>::map(given.get(), Access::read_write));
  }
  ASSERT_TRUE(send_message(head.get(), &word, sizeof word, -1, Blocking::no));
  code.give_memory();
  EXPECT_EQ(receive_message(head.get(), &word, sizeof word, given), Received::closed);
  EXPECT_EQ(code.requests(), -1);
  EXPECT_TRUE(code.used_up());
}

TEST(GivenMemory, is_not_for_who_sends_what_was_not_agreed) {
  auto prepared = ForeignCode::prepare({});
  ASSERT_TRUE(prepared);
  ForeignCode& code = prepared.value();
  const Descriptor head(::dup(code.heads_end()));
  code.begin();
  code.give_memory();
  EXPECT_NE(code.requests(), -1) << "nobody has asked";
  const char words[] = "too many";
  ASSERT_TRUE(send_message(head.get(), words, sizeof words, -1, Blocking::no));
  code.give_memory();
  EXPECT_EQ(code.requests(), -1);
}

}  // namespace
}  // namespace sharedfate::testing
