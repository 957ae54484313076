#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <utility>

#include "core/system/fork.h"
#include "core/system/process_facts.h"

namespace sharedfate {

Result<Child> fork_child(const std::function<int()>& body) {
  constexpr const char* tried = "start a copy of this process";
  const pid_t parent = ::getpid();
  const pid_t pid = ::fork();
  if (pid < 0)
    return system_error(tried, "the limit of processes may be reached, or memory may be short");
  if (pid == 0) ::_exit(die_with_parent(parent) ? body() : 0);
  Child child{pid, 0, Descriptor(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)))};
  if (child.pidfd.valid()) return with_host_pid(std::move(child), tried);
  const Error error = system_error(tried, "close other programs or raise the limit of open files");
  ::kill(pid, SIGKILL);
  while (::waitpid(pid, nullptr, 0) < 0 && errno == EINTR) continue;
  return error;
}

}  // namespace sharedfate
