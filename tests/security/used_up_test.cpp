// Limits on foreign code that the kernel does not have: processor time across forks, and memory of
// several processes.
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <fstream>
#include <functional>
#include <vector>

#include "core/lane/foreign_code.h"
#include "core/system/shared_memory.h"
#include "core/wire/ticks.h"
#include "core/wire/worker_memory.h"
#include "tests/support/temporary_folder.h"

namespace sharedfate::testing {
namespace {

constexpr std::uint64_t ns_per_s = 1'000'000'000;

ProcessNode process(int pid, std::uint64_t cpu_s, std::uint64_t children_cpu_s = 0) {
  ProcessNode node;
  node.pid = pid;
  node.depth = pid == 1 ? 0 : 1;
  node.cpu_ns = cpu_s * ns_per_s;
  node.children_cpu_ns = children_cpu_s * ns_per_s;
  return node;
}

TEST(UsageMeter, counts_descendants_and_not_the_caller) {
  UsageMeter meter;
  meter.look({{process(1, 100, 50), process(2, 2), process(3, 3)}}, ns_per_s, 0, ns_per_s);
  EXPECT_EQ(meter.cpu_ns(), 6 * ns_per_s);
}

TEST(UsageMeter, counts_each_process_once_and_keeps_ended_ones) {
  UsageMeter meter;
  meter.look({{process(2, 5), process(3, 4)}}, 0, 0, 1 * ns_per_s);
  meter.look({{process(2, 6, 4)}}, 0, 0, 2 * ns_per_s);  // 2 has reaped 3
  EXPECT_EQ(meter.cpu_ns(), 10 * ns_per_s);
  meter.look({{process(4, 1)}}, 0, 0, 3 * ns_per_s);  // 2 has ended and was not reaped
  EXPECT_EQ(meter.cpu_ns(), 11 * ns_per_s);
}

TEST(UsageMeter, estimates_unreaped_processes_from_running_threads) {
  UsageMeter meter;
  meter.look({{process(2, 0)}}, 0, 1, 1 * ns_per_s);
  meter.look({{process(2, 0)}}, 0, 2, 4 * ns_per_s);
  EXPECT_EQ(meter.cpu_ns(), 6 * ns_per_s);
}

/// A child process of the test, in a process group that the destructor kills.
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

ForeignCode watched(const ConfinementLimits& limits, std::optional<ControlGroup> group = {}) {
  auto code = ForeignCode::prepare(limits);
  EXPECT_TRUE(code);
  code.value().begin(std::move(group));
  return code.take();
}

/// Polls until something is used up, for at most 60 s. Returns the error, or "nothing".
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

TEST(UsedUp, is_the_processor_time_of_short_lived_children) {
  ForeignCode code = watched({.all_cpu_seconds = 1});
  const Child parent([] {
    ::signal(SIGCHLD, SIG_IGN);  // the kernel then reaps its children without adding up their times
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

/// A process that holds `bytes` of memory once the constructor has returned.
class Holder {
 public:
  explicit Holder(std::size_t bytes)
      : child_([this, bytes] {
          const std::string held(bytes, 'x');
          if (::write(ends_[1], held.data(), 1) == 1) ::pause();
        }) {
    char word = 0;
    EXPECT_EQ(::read(ends_[0], &word, 1), 1);
  }
  ~Holder() {
    ::close(ends_[0]);
    ::close(ends_[1]);
  }
  Holder(const Holder&) = delete;
  Holder& operator=(const Holder&) = delete;

 private:
  static std::array<int, 2> make_pipe() {
    std::array<int, 2> ends{-1, -1};
    EXPECT_EQ(::pipe(ends.data()), 0);
    return ends;
  }
  const std::array<int, 2> ends_ = make_pipe();
  const Child child_;
};

TEST(UsedUp, is_the_memory_of_several_processes) {
  constexpr std::size_t each = 64 << 20;
  ForeignCode code = watched({.all_memory_bytes = 256 << 20});
  const Holder one(each), two(each);
  EXPECT_EQ(code.used_up().has_value(), false);
  const Holder three(each), four(each), five(each);
  EXPECT_NE(wait_used_up(code).find("256 MiB of memory together"), std::string::npos);
}

TEST(UsedUp, is_not_memory_that_copies_share_with_their_original) {
  ForeignCode code = watched({.all_memory_bytes = 256 << 20});
  const std::vector<char> shared(128 << 20, 'x');
  const Holder one(1), two(1), three(1), four(1);
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(code.used_up().has_value(), false) << "a copy has what was there before it as well";
    ::poll(nullptr, 0, ForeignCode::look_ms);
  }
}

/// The files of a control group, with values that the kernel would write.
class GroupFiles {
 public:
  explicit GroupFiles(std::uint64_t cpu_s) { say(cpu_s, 0); }
  void say(std::uint64_t cpu_s, int times_full) const {
    std::ofstream(folder_.path("cpu.stat")) << "usage_usec " << cpu_s * 1'000'000 << '\n';
    std::ofstream(folder_.path("memory.events")) << "max 7\noom " << times_full << "\noom_kill 9\n";
  }
  [[nodiscard]] ControlGroup group() const { return ControlGroup(folder_.path("")); }

 private:
  TemporaryFolder folder_;
};

TEST(UsedUp, is_what_a_control_group_has_counted_since_the_start) {
  const GroupFiles files(10);
  ForeignCode code = watched({.all_cpu_seconds = 5}, files.group());
  EXPECT_FALSE(code.used_up());
  files.say(16, 0);
  EXPECT_NE(wait_used_up(code).find("5 s of processor time together"), std::string::npos);
}

TEST(UsedUp, is_memory_beyond_the_limit_of_a_control_group) {
  const GroupFiles files(0);
  files.say(0, 3);  // from an earlier lane process
  ForeignCode code = watched({}, files.group());
  EXPECT_FALSE(code.held_too_much());
  EXPECT_FALSE(code.used_up());
  files.say(0, 4);
  EXPECT_TRUE(code.held_too_much());
  EXPECT_NE(wait_used_up(code).find("3072 MiB of memory together"), std::string::npos);
}

TEST(GivenMemory, is_sealed_and_one_per_request_up_to_the_limit) {
  auto prepared = ForeignCode::prepare({.all_workers = 3});
  ASSERT_TRUE(prepared);
  ForeignCode& code = prepared.value();
  const Descriptor lane_process(::dup(code.lane_processes_end()));
  code.begin();
  char word = 1;
  Descriptor given;
  for (int i = 0; i < 3; ++i) {
    EXPECT_FALSE(code.used_up());
    ASSERT_TRUE(send_message(lane_process.get(), &word, sizeof word, -1, Blocking::no));
    code.give_memory();
    ASSERT_EQ(receive_message(lane_process.get(), &word, sizeof word, given), Received::message);
    EXPECT_TRUE(is_sealed_memory(given.get()));
    EXPECT_TRUE(Mapping<WorkerMemory>::map(given.get(), Access::read_write));
  }
  ASSERT_TRUE(send_message(lane_process.get(), &word, sizeof word, -1, Blocking::no));
  code.give_memory();
  EXPECT_EQ(receive_message(lane_process.get(), &word, sizeof word, given), Received::closed);
  EXPECT_EQ(code.requests(), -1);
  EXPECT_TRUE(code.used_up());
}

TEST(GivenMemory, is_refused_to_malformed_requests) {
  auto prepared = ForeignCode::prepare({});
  ASSERT_TRUE(prepared);
  ForeignCode& code = prepared.value();
  const Descriptor lane_process(::dup(code.lane_processes_end()));
  code.begin();
  code.give_memory();
  EXPECT_NE(code.requests(), -1) << "there was no request";
  const char words[] = "too many";
  ASSERT_TRUE(send_message(lane_process.get(), words, sizeof words, -1, Blocking::no));
  code.give_memory();
  EXPECT_EQ(code.requests(), -1);
}

}  // namespace
}  // namespace sharedfate::testing
