#include "core/system/orphans.h"

#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

#include "core/system/process_facts.h"
#include "core/system/process_tree.h"

namespace sharedfate {
namespace {

/// Without a namespace workers die of the signal that they asked for at their parent's death, but
/// what foreign code has started did not ask for one. A child keeps its PID until it is reaped, so
/// that none but these are hit. Returns how many they are; 0 where /proc is that of another pid
/// namespace and its numbers mean other processes here.
int kill_children() {
  if (host_pid() != ::getpid()) return 0;
  int count = 0;
  for (const ProcessNode& node : read_process_tree(::getpid()).processes) {
    if (node.depth == 1 && ::kill(node.pid, SIGKILL) == 0) ++count;
  }
  return count;
}

/// Reaps a child, and waits for its end if `options` does not say WNOHANG. As waitpid().
pid_t reap_any(int options) {
  pid_t reaped = 0;
  do {
    reaped = ::waitpid(-1, nullptr, options);
  } while (reaped < 0 && errno == EINTR);
  return reaped;
}

}  // namespace

std::uint32_t end_orphans(bool in_namespace) {
  std::uint32_t ended = 0;
  while (true) {
    pid_t reaped = 0;
    while ((reaped = reap_any(WNOHANG)) > 0) ++ended;
    if (reaped < 0) return ended;
    // Again when these are reaped: the children of the dead have come to this process only then.
    int killed = 1;
    if (in_namespace) {
      ::kill(-1, SIGKILL);
    } else {
      killed = kill_children();
      if (killed == 0) return ended;
    }
    for (; killed > 0 && reap_any(0) > 0; --killed) ++ended;
  }
}

}  // namespace sharedfate
