#include <unistd.h>
#include <csignal>
#include <cstdlib>
#include <cstring>

#include "core/fault/rows.h"

namespace sharedfate {

// Not hidden in this file: its name is on the stack of the crash.
void free_what_it_has_overwritten() {
  constexpr std::size_t size = 40;
  // free() would write what it finds to the terminal, where a picture may be. It is on the card.
  ::close(STDERR_FILENO);
  // Volatile: the compiler must not see where the write goes.
  char* volatile block = static_cast<char*>(std::malloc(size));
  // What lies in front of a block is the allocator's note of its size.
  std::memset(block - sizeof(std::size_t), 0, sizeof(std::size_t));
  std::free(block);
  // An allocator that has not noticed: what it was to be is over all the same.
  std::abort();
}

const FaultRow heap_fault{
    .id = FaultId::heap,
    .name = "heap",
    .title = "heap corruption",
    .sentence = "Writes in front of its own block of memory; free() finds the damage and gives up.",
    .how = "memset(block - 8, 0, 8); free(block)",
    .end = {.signal = SIGABRT, .exit_code = 0},
    .outcome = ends_a_process,
    .needs_deadline = false,
    .commit = free_what_it_has_overwritten,
};

}  // namespace sharedfate
