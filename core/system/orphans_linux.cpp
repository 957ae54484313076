#include "core/system/orphans.h"

#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

#include "core/system/process_tree.h"

namespace sharedfate {
namespace {

/// Without a namespace workers die of the signal that they asked for at their parent's death, but
/// what foreign code has started did not ask for one. A child keeps its PID until it is reaped, so
/// that none but these are hit.
void kill_children() {
  for (const ProcessNode& node : read_process_tree(::getpid()).processes) {
    if (node.depth == 1) ::kill(node.pid, SIGKILL);
  }
}

}  // namespace

std::uint32_t end_orphans(bool in_namespace) {
  std::uint32_t ended = 0;
  for (pid_t reaped = 0; reaped >= 0 || errno == EINTR;) {
    reaped = ::waitpid(-1, nullptr, WNOHANG);
    if (reaped == 0) {
      // Again after each of them: the children of a dead one have come to this process only now.
      if (in_namespace) {
        ::kill(-1, SIGKILL);
      } else {
        kill_children();
      }
      reaped = ::waitpid(-1, nullptr, 0);
    }
    if (reaped > 0) ++ended;
  }
  return ended;
}

}  // namespace sharedfate
