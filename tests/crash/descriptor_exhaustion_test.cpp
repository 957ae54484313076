// The descriptor table belongs to the process: when one thread has filled it, its sibling threads
// cannot open a file, and another process can. Each side measures its own attempt.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>
#include <thread>

#include "core/fault/fault.h"
#include "tests/support/sanitizer.h"

namespace sharedfate::testing {
namespace {

/// Tries to open a file: 0, or the errno of open().
int try_to_open() { return ::open("/dev/null", O_RDONLY | O_CLOEXEC) >= 0 ? 0 : errno; }

struct Answers {
  int of_victim = -1;   ///< errno of the fault
  int of_sibling = -1;  ///< errno of its sibling thread's open(), while the table is full
};

/// One thread commits the fault and ends; its descriptors stay open in the process. Then a sibling
/// thread tries to open a file.
Answers measure_threads() {
  Answers answers;
  std::thread victim([&] {
    try {
      fault_row(FaultId::fds).commit();
    } catch (const std::system_error& refused) {
      answers.of_victim = refused.code().value();
    }
  });
  victim.join();
  std::thread([&] { answers.of_sibling = try_to_open(); }).join();
  return answers;
}

class Pipe {
 public:
  Pipe() { EXPECT_EQ(::pipe(ends_.data()), 0); }
  ~Pipe() {
    ::close(ends_[0]);
    close_writer();
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;

  void close_writer() {
    if (ends_[1] >= 0) ::close(ends_[1]);
    ends_[1] = -1;
  }
  template <typename Value>
  bool write(const Value& value) const {
    return ::write(ends_[1], &value, sizeof value) == sizeof value;
  }
  template <typename Value>
  bool read(Value& value) const {
    return ::read(ends_[0], &value, sizeof value) == sizeof value;
  }

 private:
  std::array<int, 2> ends_{-1, -1};
};

int exit_code_of(pid_t child) {
  int status = 0;
  return ::waitpid(child, &status, 0) == child && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST(DescriptorExhaustion, refuses_a_sibling_thread_and_not_a_sibling_process) {
  if (const std::string reason = sanitizer_changes(FaultId::fds); !reason.empty())
    GTEST_SKIP() << reason;
  Pipe answers_pipe, release;
  const pid_t threads_process = ::fork();
  if (threads_process == 0) {
    release.close_writer();
    const bool reported = answers_pipe.write(measure_threads());
    // It keeps the descriptors open until it is released.
    char nothing = 0;
    (void)release.read(nothing);
    ::_exit(reported ? 0 : 1);
  }
  ASSERT_GT(threads_process, 0);
  Answers answers;
  ASSERT_TRUE(answers_pipe.read(answers));
  EXPECT_EQ(answers.of_victim, EMFILE);
  EXPECT_EQ(answers.of_sibling, EMFILE) << "it has opened nothing itself";

  const pid_t other = ::fork();
  if (other == 0) ::_exit(try_to_open());
  ASSERT_GT(other, 0);
  EXPECT_EQ(exit_code_of(other), 0) << "another process has a table of its own";
  release.close_writer();
  EXPECT_EQ(exit_code_of(threads_process), 0);
}

}  // namespace
}  // namespace sharedfate::testing
