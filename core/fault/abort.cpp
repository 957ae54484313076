#include <csignal>
#include <cstdlib>

#include "core/fault/rows.h"

namespace sharedfate {

// Not hidden in this file: its name is on the stack of the crash.
void give_up() { std::abort(); }

const FaultRow abort_fault{
    .id = FaultId::abort,
    .name = "abort",
    .title = "abort",
    .sentence = "Finds that something is wrong with itself and gives up.",
    .how = "std::abort()",
    .end = {.signal = SIGABRT, .exit_code = 0},
    .outcome = ends_a_process,
    .needs_deadline = false,
    .commit = give_up,
    .python = ends_an_interpreter("os.abort()"),
};

}  // namespace sharedfate
