#include <unistd.h>
#include <csignal>

#include "core/fault/rows.h"

namespace sharedfate {

const FaultRow supervisor_fault{
    .id = FaultId::supervisor,
    .name = "supervisor",
    .title = "supervisor dies",
    .sentence = "Kills the process that watches over the lane: no process of the lane outlives it.",
    // Sent by the app: as pid 1 of its namespace the supervisor cannot kill itself, because the
    // kernel does not deliver that signal.
    .how = "kill(supervisor, SIGKILL), by the app",
    .end = {.signal = SIGKILL, .exit_code = 0},
    .outcome = {.shared = "The whole lane ends: threads and queue. The other lanes go on.",
                .isolated = "The whole lane ends: parent, workers, queue. The other lanes go on."},
    .needs_deadline = false,
    .commit = [] { ::kill(::getpid(), SIGKILL); },
    .target = FaultTarget::supervisor,
    .python = PythonFault{.how = "kill(supervisor, SIGKILL), from the app",
                          .threads = "The lane ends, fully accounted.",
                          .pool = "The lane ends, fully accounted.",
                          .executor = "The lane ends, fully accounted."},
};

}  // namespace sharedfate
