#include "core/fault/rows.h"

namespace sharedfate {

const FaultRow sys_exit_fault{
    .id = FaultId::sys_exit,
    .name = "sysexit",
    .title = "sys.exit",
    .sentence =
        "Calls sys.exit(0) in a task, which in Python is an exception like others, or almost.",
    .how = "sys.exit(0)",
    .end = {.signal = 0, .exit_code = 0, .none = true},
    .outcome = {.shared = "There is no such thing in a C++ lane.",
                .isolated = "There is no such thing in a C++ lane."},
    .needs_deadline = false,
    .commit = [] {},
    .python =
        PythonFault{
            .how = "sys.exit(0)",
            .threads = "Its thread ends without a message and is not replaced. The others go on.",
            .pool = "The worker ends, with exit code 0, and is replaced. Its call never ends.",
            .executor = "The pool catches it: one task fails, no process ends.",
        },
    .python_only = true,
};

}  // namespace sharedfate
