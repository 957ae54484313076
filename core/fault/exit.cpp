#include <cstdlib>

#include "core/fault/rows.h"

namespace sharedfate {

const FaultRow exit_fault{
    .id = FaultId::exit,
    .name = "exit",
    .title = "exit",
    .sentence =
        "Calls exit(0) in the middle of a task: the kernel sees a success, the task is gone.",
    .how = "std::_Exit(0)",
    .end = {.signal = 0, .exit_code = 0},
    .outcome =
        {.shared =
             "The whole process is gone, and its exit code says success. It is counted as a death.",
         .isolated =
             "One worker is gone, and its exit code says success. It is counted as a death, "
             "and replaced."},
    .needs_deadline = false,
    // Not std::exit: destructors of static objects would run while sibling threads use them, with
    // an unpredictable outcome. The kernel sees the same exit_group(0).
    .commit = [] { std::_Exit(0); },
    .python = ends_an_interpreter("os._exit(0)"),
};

}  // namespace sharedfate
