#include <csignal>

#include "core/fault/rows.h"

namespace sharedfate {
// Not static: dladdr() names only exported functions in a crash stack. Not sanitized: the write
// must reach the kernel.
__attribute__((no_sanitize("undefined"))) void write_through_null_pointer() {
  volatile int* const null_pointer = nullptr;
  *const_cast<volatile int* volatile&>(null_pointer) = 42;
}

const FaultRow segv_fault{
    .id = FaultId::segv,
    .name = "segv",
    .title = "segfault",
    .sentence = "Writes to an address that is not mapped.",
    .how = "*(int*)nullptr = 42",
    .end = {.signal = SIGSEGV, .exit_code = 0},
    .outcome = ends_a_process,
    .needs_deadline = false,
    .commit = write_through_null_pointer,
    .python = ends_an_interpreter("ctypes.string_at(0)"),
};

}  // namespace sharedfate
