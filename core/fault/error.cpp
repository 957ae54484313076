#include "core/fault/handled_error.h"
#include "core/fault/rows.h"

namespace sharedfate {

const FaultRow error_fault{
    .id = FaultId::error,
    .name = "error",
    .title = "handled error",
    .sentence =
        "Throws an exception that the task's caller catches: the task fails, no process ends.",
    .how = "throw HandledError, and catch (const HandledError&)",
    .end = {.signal = 0, .exit_code = 0, .none = true},
    .outcome = {.shared = "One task fails. Nobody dies.",
                .isolated = "One task fails. Nobody dies."},
    .needs_deadline = false,
    .commit = [] { throw HandledError("the task could not be done"); },
    .python = PythonFault{.how = "raise TaskFailed, and except TaskFailed",
                          .threads = "One task fails. Nobody dies.",
                          .pool = "One task fails. Nobody dies.",
                          .executor = "One task fails. Nobody dies."},
};

}  // namespace sharedfate
