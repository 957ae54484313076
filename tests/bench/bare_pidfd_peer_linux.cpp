#include "tests/bench/bare_pidfd_peer.h"

#include <cerrno>
#include <csignal>
#include <ctime>
#include <string>

#include <poll.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/wire/ticks.h"

namespace sharedfate::bench {
namespace {

/// Waits 5 ms, in which the new process is to begin its sleep, so that the death of a fully started
/// process is timed.
void let_it_start() {
  const timespec pause{0, 5'000'000};
  nanosleep(&pause, nullptr);
}

}  // namespace

Result<double> time_bare_pidfd() {
  std::string program = "/usr/bin/sleep", seconds = "60";
  char* arguments[] = {program.data(), seconds.data(), nullptr};
  pid_t pid = 0;
  errno = posix_spawn(&pid, program.c_str(), nullptr, nullptr, arguments, environ);
  if (errno != 0) return system_error("start /usr/bin/sleep");
  const int pidfd = static_cast<int>(syscall(SYS_pidfd_open, pid, 0));
  let_it_start();
  pollfd watched{pidfd, POLLIN, 0};
  const std::uint64_t start_ns = monotonic_ns();
  kill(pid, SIGKILL);
  const int ready = pidfd < 0 ? -1 : poll(&watched, 1, -1);
  const std::uint64_t end_ns = monotonic_ns();
  const int poll_error = errno;
  waitpid(pid, nullptr, 0);
  if (pidfd >= 0) ::close(pidfd);
  errno = poll_error;
  if (ready != 1) return system_error("wait for a death on a pidfd");
  return static_cast<double>(end_ns - start_ns) / 1e3;
}

}  // namespace sharedfate::bench
