#include <csignal>
#include <stdexcept>

#include "core/fault/rows.h"

namespace sharedfate {

// Not static: dladdr() names only exported functions in a crash stack.
void throw_uncaught() { throw std::runtime_error("this is not caught"); }

const FaultRow exception_fault{
    .id = FaultId::exception,
    .name = "exception",
    .title = "exception",
    .sentence = "Throws an exception that is not caught.",
    .how = "throw std::runtime_error(\"this is not caught\")",
    .end = {.signal = SIGABRT, .exit_code = 0},
    .outcome = ends_a_process,
    .needs_deadline = false,
    .commit = throw_uncaught,
    .python =
        PythonFault{
            .how = "raise RuntimeError, outside of what catches a task's errors",
            .threads = "Its thread ends and is not replaced. The process and the others live on.",
            .pool = "The pool catches it: one task fails, no process ends.",
            .executor = "The pool catches it: one task fails, no process ends."},
};

}  // namespace sharedfate
