#pragma once

#include <string>
#include <vector>

#include "core/wire/worker_memory.h"

namespace sharedfate {

/// Prepares the process once: handlers for the signals of a crash and for an uncaught exception,
/// and a list of what is mapped where. Call before any thread is started.
void prepare_crash_record();

/// From here on a crash of the calling thread writes what happened into `memory` before the process
/// dies of it. Gives the thread a signal stack of its own, so that even an overflown stack can be
/// reported. `memory` outlives the thread.
void arm_crash_record(WorkerMemory& memory);

/// Ends the walk of a crash's stack at the calling function. Only for a function that never returns
/// to its caller.
[[gnu::always_inline]] inline void end_stack_here() {
#if defined(__x86_64__)
  // An undefined return address ends a walk, as in the C library's _start (DWARF 5, 6.4.2).
  asm volatile(".cfi_undefined rip");
#elif defined(__aarch64__)
  asm volatile(".cfi_undefined x30");
#endif
}

/// Names of the functions in the last words of a process of this same program; innermost first.
/// Checks every field: a dying process may have written anything.
std::vector<std::string> name_stack(const CrashRecord& words);

}  // namespace sharedfate
