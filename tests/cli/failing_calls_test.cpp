// Failures of the app's own system calls: one call of a kind fails, the first, the second, ...,
// until a whole run makes fewer of them. In the observer, in its supervisors and in the lane
// processes.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <nlohmann/json.hpp>
#include <string>

#include "tests/cli/program_run.h"
#include "tests/support/built_program.h"
#include "tests/support/temporary_folder.h"

namespace sharedfate {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool preload_clashes = true;
#else
constexpr bool preload_clashes = false;
#endif

constexpr int exit_not_started = 3, exit_failure = 1;
/// A run makes fewer calls of a kind than this; more of them mean that the counting is broken.
constexpr unsigned calls_max = 150;

struct FailingCall {
  const char* call;
  int error;
};
constexpr FailingCall failing_calls[] = {
    {"clone", EAGAIN},     {"execve", ENOMEM},     {"memfd_create", EMFILE},
    {"ftruncate", ENOSPC}, {"mmap", ENOMEM},       {"open", EMFILE},
    {"fcntl", EMFILE},     {"socketpair", EMFILE}, {"epoll_create1", EMFILE},
    {"epoll_ctl", ENOMEM}, {"sendmsg", ENOBUFS},   {"recvmsg", ENOMEM},
    {"write", ENOSPC},     {"readlink", ENOMEM},
};

/// The number of calls made, in shared memory so that another program can increment it.
class Counter {
 public:
  explicit Counter(const std::string& file) {
    const int opened = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    EXPECT_EQ(::ftruncate(opened, sizeof(unsigned)), 0);
    void* const memory =
        ::mmap(nullptr, sizeof(unsigned), PROT_READ | PROT_WRITE, MAP_SHARED, opened, 0);
    ::close(opened);
    EXPECT_NE(memory, MAP_FAILED);
    count_ = static_cast<std::atomic<unsigned>*>(memory);
  }
  ~Counter() { ::munmap(count_, sizeof(unsigned)); }
  Counter(const Counter&) = delete;
  Counter& operator=(const Counter&) = delete;
  void reset() { count_->store(0); }
  [[nodiscard]] unsigned value() const { return count_->load(); }

 private:
  std::atomic<unsigned>* count_;
};

/// Requirements for every run, whichever call failed: it ends by itself, explains a failure, and
/// any account that it reports balances, with nothing left over.
void check_run(const ProgramRun& run, const std::string& what) {
  EXPECT_EQ(run.signal, 0) << what << ": " << run.errors;
  EXPECT_TRUE(run.exit_status == 0 || run.exit_status == exit_failure ||
              run.exit_status == exit_not_started)
      << what << ": exit status " << run.exit_status << ": " << run.errors;
  if (run.exit_status != 0) {
    EXPECT_EQ(run.errors.rfind("sharedfate", 0), 0U) << what << ": no message: " << run.errors;
    return;
  }
  const auto json = nlohmann::json::parse(run.output, nullptr, false);
  ASSERT_TRUE(json.is_object()) << what << ": " << run.output;
  ASSERT_TRUE(json.contains("receipt"))
      << what << ": no worker died, although the run did not fail";
  EXPECT_TRUE(json["receipt"]["audit"]["clean"].get<bool>()) << what << ": " << run.output;
  ASSERT_EQ(json["receipt"]["lanes"].size(), 2U) << what;
  for (const auto& lane : json["receipt"]["lanes"]) {
    EXPECT_TRUE(lane["account"]["balanced"].get<bool>()) << what << ": " << lane;
    EXPECT_EQ(lane["account"]["submitted"], 8) << what << ": " << lane;
  }
}

class FailingCalls : public ::testing::TestWithParam<FailingCall> {
 protected:
  /// `depth` is the number of exec calls: 0 the observer, 1 its supervisors, 2 the lane processes.
  /// Makes each call of the kind fail in turn, until a run makes fewer of them.
  void walk(unsigned depth) {
    const std::string call = GetParam().call;
    Counter counter(folder_.path("count"));
    unsigned made = 0;
    for (unsigned nth = 1; nth <= calls_max; ++nth) {
      counter.reset();
      const std::string what =
          call + " number " + std::to_string(nth) + " at depth " + std::to_string(depth);
      const ProgramRun run = run_program(
          {"run", "--lane", "threads:2", "--lane", "processes:2", "--tasks", "8", "--workload",
           "square", "--fault", "segv@1:task=2", "--timeout", "10", "--json"},
          {.program = {},
           .environment = {"LD_PRELOAD=" + testing::built_program("libfail_nth.so"),
                           "FAIL_CALL=" + call, "FAIL_NTH=" + std::to_string(nth),
                           "FAIL_ERRNO=" + std::to_string(GetParam().error),
                           "FAIL_DEPTH=" + std::to_string(depth),
                           "FAIL_COUNT=" + folder_.path("count")},
           .while_running = {},
           .time_limit_s = 40});
      check_run(run, what);
      if (HasFailure()) return;
      made = counter.value();
      if (made < nth) {
        // No call has failed in this run: it must have succeeded.
        EXPECT_EQ(run.exit_status, 0) << what << ": " << run.errors;
        RecordProperty("calls_at_depth_" + std::to_string(depth), static_cast<int>(nth - 1));
        return;
      }
    }
    FAIL() << call << " was made more than " << calls_max << " times at depth " << depth;
  }

 private:
  testing::TemporaryFolder folder_;
};

TEST_P(FailingCalls, InTheObserver) {
  if (preload_clashes) GTEST_SKIP() << "a sanitizer wants to be the first library";
  walk(0);
}

TEST_P(FailingCalls, InASupervisor) {
  if (preload_clashes) GTEST_SKIP() << "a sanitizer wants to be the first library";
  walk(1);
}

TEST_P(FailingCalls, InALaneProcess) {
  if (preload_clashes) GTEST_SKIP() << "a sanitizer wants to be the first library";
  walk(2);
}

INSTANTIATE_TEST_SUITE_P(EveryNth, FailingCalls, ::testing::ValuesIn(failing_calls),
                         [](const auto& each) { return std::string(each.param.call); });

}  // namespace
}  // namespace sharedfate
