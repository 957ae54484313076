#include <csignal>
#include <cstdlib>

#include "core/fault/rows.h"

namespace sharedfate {

const FaultRow parent_fault{
    .id = FaultId::parent,
    .name = "parent",
    .title = "parent dies",
    .sentence =
        "Ends the process that holds the queue: the primary thread returns, or the parent is "
        "killed.",
    // Returning from main() calls exit(), whatever the other threads do. A parent is killed by its
    // supervisor: a stopped parent could not do it itself.
    .how = "exit(0) in the primary thread of a threads process; kill(parent, SIGKILL) for a parent",
    .end = {.signal = 0, .exit_code = 0},
    .outcome = {.shared = "The primary thread's end is the process's: all threads and the queue.",
                .isolated =
                    "The workers are orphans: their supervisor takes them in and sees them end. "
                    "The queue is gone with the parent."},
    .needs_deadline = false,
    .commit = [] { std::exit(EXIT_SUCCESS); },
    .target = FaultTarget::lane_process,
    .end_isolated = ExpectedEnd{.signal = SIGKILL, .exit_code = 0},
    .python =
        PythonFault{.how = "os._exit(0) in the main thread",
                    .threads = "The process ends with its primary thread. Everything is lost.",
                    .pool = "The pool dies with the process that holds it. Its workers are "
                            "orphans: they are ended.",
                    .executor = "The pool dies with the process that holds it. Its workers "
                                "are orphans: they are ended."},
};

}  // namespace sharedfate
