#include "core/system/orphans.h"

#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

#include "core/system/process_facts.h"
#include "core/system/process_tree.h"

namespace sharedfate {
namespace {

/// Without a namespace, workers are killed by the signal that they requested for their parent's
/// death, but processes that foreign code started did not request one. A child keeps its PID until
/// it is reaped, so no other process can be hit. Returns the number of children that were
/// signalled; 0 where /proc is that of another pid namespace, whose numbers mean other processes
/// here.
int kill_children() {
  if (host_pid() != ::getpid()) return 0;
  int count = 0;
  for (const ProcessNode& node : read_process_tree(::getpid()).processes) {
    if (node.depth == 1 && ::kill(node.pid, SIGKILL) == 0) ++count;
  }
  return count;
}

/// Reaps a child; waits for its end unless `options` has WNOHANG. Returns as waitpid() does.
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
    // Repeats, because the children of a dead process come to this one only after its death.
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
