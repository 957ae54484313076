#include <unistd.h>
#include <csignal>
#include <cstdlib>
#include <cstring>

#include "core/fault/rows.h"

namespace sharedfate {

// Not static: dladdr() names only exported functions in a crash stack.
void free_what_it_has_overwritten() {
  constexpr std::size_t size = 40;
  // free() would print its message to stderr, over the text view in a terminal. The death report
  // shows the abort.
  ::close(STDERR_FILENO);
  // volatile: the compiler must not see that the write is out of bounds.
  char* volatile block = static_cast<char*>(std::malloc(size));
  // The allocator keeps the size of a block in front of it.
  std::memset(block - sizeof(std::size_t), 0, sizeof(std::size_t));
  std::free(block);
  // The allocator did not notice the damage: end as expected all the same.
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
