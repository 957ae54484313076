#include <csignal>

#include "core/fault/rows.h"

namespace sharedfate {
// Not static: a debugger shows its name even in a stripped program.
void loop_for_ever() {
  volatile bool for_ever = true;
  while (for_ever) {
  }
}

const FaultRow spin_fault{
    .id = FaultId::spin,
    .name = "spin",
    .title = "hang",
    .sentence =
        "Loops for ever: nothing crashes, and nothing comes back. Past its deadline the process is "
        "killed.",
    .how = "while (true) {}",
    .end = {.signal = SIGKILL, .exit_code = 0},
    .outcome =
        {.shared =
             "The others go on. Past its deadline the whole process has to be killed: a thread "
             "cannot be killed alone.",
         .isolated = "The others go on. Past its deadline that one worker is killed and replaced."},
    .needs_deadline = true,
    .commit = loop_for_ever,
    .python =
        PythonFault{
            .how = "while True: pass",
            .threads =
                "The others go on, more slowly: it wants the GIL as they do. Past its deadline "
                "the whole process is killed.",
            .pool = "Past its deadline the worker is killed and replaced. Its call never ends.",
            .executor = "Past its deadline the worker is killed, and the pool is broken."},
};

}  // namespace sharedfate
