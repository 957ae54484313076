#include <unistd.h>

#include <csignal>
#include <cstdlib>

#include "core/experiment/failed_child.h"

namespace sharedfate {
namespace {

void end_with_child(int, siginfo_t* information, void*) {
  if (information->si_code != CLD_EXITED || information->si_status != EXIT_SUCCESS)
    ::_exit(EXIT_FAILURE);
}

}  // namespace

void end_with_a_failed_child() {
  struct sigaction action {};
  action.sa_sigaction = end_with_child;
  action.sa_flags = SA_SIGINFO | SA_NOCLDSTOP | SA_RESTART;
  ::sigaction(SIGCHLD, &action, nullptr);
}

void outlive_failed_children() { std::signal(SIGCHLD, SIG_DFL); }

}  // namespace sharedfate
