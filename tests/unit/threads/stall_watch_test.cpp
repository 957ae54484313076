// What the watch finds of a worker without progress, by the kernel's state of a real thread. The
// test sets the time.
#include "core/lab/stall_watch.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <functional>
#include <thread>

#include "core/system/futex.h"
#include "core/system/process_facts.h"

namespace sharedfate {
namespace {

constexpr std::uint64_t begin_ns = 1'000'000'000;

/// A thread that does one thing until it is asked to end.
class Doer {
 public:
  using Work = std::function<void(const std::atomic<std::uint32_t>& end)>;
  explicit Doer(const Work& work)
      : thread_([this, work] {
          tid_ = host_tid();
          futex_wake(tid_);
          work(end_);
        }) {
    while (tid_ == 0) futex_wait(tid_, 0);
  }
  ~Doer() {
    end_ = 1;
    futex_wake(end_);
    thread_.join();
  }
  Doer(const Doer&) = delete;
  Doer& operator=(const Doer&) = delete;

  [[nodiscard]] int tid() const { return static_cast<int>(tid_.load()); }
  [[nodiscard]] std::uint64_t word() const { return reinterpret_cast<std::uintptr_t>(&end_); }
  /// Waits until the kernel's state of the thread is as wanted; without a time limit.
  void wait_for(const std::function<bool(const ThreadState&)>& reached) const {
    while (true) {
      const auto state = read_thread_state(host_pid(), tid());
      ASSERT_TRUE(state);
      if (reached(*state)) return;
      std::this_thread::yield();
    }
  }

 private:
  std::atomic<std::uint32_t> tid_{0}, end_{0};
  std::thread thread_;
};

WorkerProgress progress_of(const Doer& doer) {
  WorkerProgress progress;
  progress.pid = host_pid();
  progress.tid = doer.tid();
  progress.sequence = 1;
  progress.busy = true;
  return progress;
}

void burn(const std::atomic<std::uint32_t>& end) {
  while (end.load() == 0) {
  }
}
void wait_in_futex(const std::atomic<std::uint32_t>& end) {
  while (end.load() == 0) futex_wait(end, 0);
}

/// Expects no finding before 200 ms, then an unsure one, and a sure one at the next look 100 ms
/// later. `between` runs before that look.
void expect_named(
    const WorkerProgress& progress, WorkerCondition condition,
    const std::function<void()>& between = [] {}) {
  StallWatch watch;
  EXPECT_EQ(watch.look(progress, false, begin_ns), StallWatch::Finding{});
  EXPECT_EQ(watch.look(progress, false, begin_ns + 199'000'000), StallWatch::Finding{});
  EXPECT_EQ(watch.look(progress, false, begin_ns + 216'000'000).condition, condition);
  EXPECT_FALSE(watch.look(progress, false, begin_ns + 232'000'000).sure) << "one look is no proof";
  between();
  const StallWatch::Finding named = watch.look(progress, false, begin_ns + 332'000'000);
  EXPECT_EQ(named.condition, condition);
  EXPECT_TRUE(named.sure);

  WorkerProgress moved = progress;
  moved.progress_ppm += 1;
  EXPECT_EQ(watch.look(moved, false, begin_ns + 340'000'000), StallWatch::Finding{});
}

TEST(StallWatch, names_a_busy_loop) {
  const Doer doer(burn);
  doer.wait_for([](const ThreadState& state) { return state.letter == 'R'; });
  const auto burns_on = [&] {
    const std::uint64_t before = read_thread_state(host_pid(), doer.tid())->cpu_ms;
    doer.wait_for(
        [&](const ThreadState& state) { return state.cpu_ms >= before + StallWatch::burnt_ms; });
  };
  expect_named(progress_of(doer), WorkerCondition::running, burns_on);
}

TEST(StallWatch, names_a_wait_for_a_lock_and_knows_whether_it_is_the_wanted_one) {
  const Doer doer(wait_in_futex);
  doer.wait_for([](const ThreadState& state) { return state.in_futex; });
  expect_named(progress_of(doer), WorkerCondition::waits_on_lock);

  WorkerProgress progress = progress_of(doer);
  for (const bool right : {false, true}) {
    progress.wanted_lock_address = right ? doer.word() : doer.word() + 8;
    StallWatch watch;
    (void)watch.look(progress, false, begin_ns);
    EXPECT_EQ(watch.look(progress, false, begin_ns + 200'000'000).on_wanted_lock, right);
  }
}

TEST(StallWatch, names_another_sleep_in_the_kernel) {
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe(ends.data()), 0);
  {
    const Doer doer([&](const std::atomic<std::uint32_t>&) {
      char byte = 0;
      [[maybe_unused]] const ssize_t size = ::read(ends[0], &byte, 1);
    });
    doer.wait_for([](const ThreadState& state) { return state.sleeping() && !state.in_futex; });
    expect_named(progress_of(doer), WorkerCondition::sleeps_in_kernel);
    ::close(ends[1]);
  }
  ::close(ends[0]);
}

TEST(StallWatch, names_a_stop_at_the_first_look) {
  const pid_t child = ::fork();
  if (child == 0) {
    ::raise(SIGSTOP);
    ::_exit(0);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, WUNTRACED), child);
  WorkerProgress progress;
  progress.pid = progress.tid = child;
  for (const bool busy : {false, true}) {
    progress.busy = busy;
    StallWatch watch;
    (void)watch.look(progress, true, begin_ns);
    const StallWatch::Finding named = watch.look(progress, true, begin_ns + 200'000'000);
    EXPECT_EQ(named.condition, WorkerCondition::stopped);
    EXPECT_TRUE(named.sure);
  }
  ::kill(child, SIGKILL);
  ::waitpid(child, &status, 0);
}

/// A worker that waits for a task is not stuck, even when it is examined because it may be stopped.
TEST(StallWatch, does_not_report_idle_workers) {
  const Doer doer(wait_in_futex);
  doer.wait_for([](const ThreadState& state) { return state.in_futex; });
  WorkerProgress progress = progress_of(doer);
  progress.busy = false;
  StallWatch watch;
  for (std::uint64_t ms = 0; ms < 2'000; ms += 16)
    EXPECT_EQ(watch.look(progress, ms > 1'000, begin_ns + ms * 1'000'000), StallWatch::Finding{});
}

}  // namespace
}  // namespace sharedfate
