#include <csignal>

#include "core/fault/rows.h"

namespace sharedfate {
// Not static: dladdr() names only exported functions in a crash stack. Not sanitized: the write
// must reach the kernel.
__attribute__((no_sanitize("undefined"))) void write_to_nobodys_address() {
  volatile int* const nobodys_address = nullptr;
  *const_cast<volatile int* volatile&>(nobodys_address) = 42;
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
    .commit = write_to_nobodys_address,
    .python = ends_an_interpreter("ctypes.string_at(0)"),
};

}  // namespace sharedfate
