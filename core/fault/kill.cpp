#include <unistd.h>
#include <csignal>

#include "core/fault/rows.h"

namespace sharedfate {

void kill_own_process() { ::kill(::getpid(), SIGKILL); }

const FaultRow kill_fault{
    .id = FaultId::kill,
    .name = "kill",
    .title = "kill",
    .sentence = "The kernel ends the process at once: no handler, no last words.",
    .how = "kill(getpid(), SIGKILL)",
    .end = {.signal = SIGKILL, .exit_code = 0},
    .outcome = ends_a_process,
    .needs_deadline = false,
    .commit = kill_own_process,
    .python = ends_an_interpreter("os.kill(os.getpid(), signal.SIGKILL)"),
};

}  // namespace sharedfate
