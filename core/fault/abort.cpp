#include <csignal>
#include <cstdlib>

#include "core/fault/rows.h"

namespace sharedfate {

// Not static: dladdr() names only exported functions in a crash stack.
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
