#include <unistd.h>
#include <csignal>

#include "core/fault/rows.h"

namespace sharedfate {

const FaultRow stop_fault{
    .id = FaultId::stop,
    .name = "stop",
    .title = "stop",
    .sentence = "The kernel stops the process. It is not dead: 'continue' sets it going again.",
    .how = "kill(getpid(), SIGSTOP)",
    .end = {.signal = 0, .exit_code = 0, .none = true},
    .outcome = {.shared = "The whole process freezes. Nothing is lost: it can be continued.",
                .isolated =
                    "One worker freezes, the others go on. Nothing is lost: it can be continued."},
    .needs_deadline = false,
    .commit = [] { ::kill(::getpid(), SIGSTOP); },
    .resumes = true,
    .python =
        PythonFault{
            .how = "os.kill(pid, signal.SIGSTOP)",
            .threads = "The whole interpreter freezes. Nothing is lost: it can be continued.",
            .pool = "One worker freezes, the others go on. Nothing is lost: it can be continued.",
            .executor =
                "One worker freezes, the others go on. Nothing is lost: it can be continued."},
};

const FaultRow cont_fault{
    .id = FaultId::cont,
    .name = "cont",
    .title = "continue",
    .sentence = "Sets a stopped process going again, as if nothing had been.",
    // A stopped process cannot run: its supervisor or its parent sends the signal.
    .how = "kill(pid, SIGCONT), from outside, at once",
    .end = {.signal = 0, .exit_code = 0, .none = true},
    .outcome = {.shared = "The whole process goes on where it was stopped. Nothing is lost.",
                .isolated = "That worker goes on where it was stopped. Nothing is lost."},
    .needs_deadline = false,
    .commit = [] { ::kill(::getpid(), SIGCONT); },
    .resumes = true,
    .python = PythonFault{.how = "os.kill(pid, signal.SIGCONT)",
                          .threads = "It goes on where it was stopped. Nothing is lost.",
                          .pool = "That worker goes on where it was stopped. Nothing is lost.",
                          .executor = "That worker goes on where it was stopped. Nothing is lost."},
};

}  // namespace sharedfate
