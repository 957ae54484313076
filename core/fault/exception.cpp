#include <csignal>
#include <stdexcept>

#include "core/fault/rows.h"

namespace sharedfate {

// Not hidden in this file: its name is on the stack of the crash.
void throw_uncaught() { throw std::runtime_error("nobody catches this"); }

const FaultRow exception_fault{
    .id = FaultId::exception,
    .name = "exception",
    .title = "exception",
    .sentence = "Throws an exception that nobody catches.",
    .how = "throw std::runtime_error(\"nobody catches this\")",
    .end = {.signal = SIGABRT, .exit_code = 0},
    .outcome = ends_a_process,
    .needs_deadline = false,
    .commit = throw_uncaught,
};

}  // namespace sharedfate
