#include <sys/mman.h>
#include <unistd.h>
#include <csignal>
#include <stdexcept>

#include "core/fault/rows.h"

namespace sharedfate {

// Not static: dladdr() names only exported functions in a crash stack.
void write_behind_the_end_of_a_file() {
  constexpr std::size_t size = 4096;
  const int empty_file = ::memfd_create("sharedfate-empty", MFD_CLOEXEC);
  void* const page = empty_file < 0
                         ? MAP_FAILED
                         : ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, empty_file, 0);
  // The worker then ends by this exception instead; its crash record says why.
  if (page == MAP_FAILED) throw std::runtime_error("no file could be mapped to cause a bus error");
  *static_cast<volatile int*>(page) = 42;
}

const FaultRow bus_fault{
    .id = FaultId::bus,
    .name = "bus",
    .title = "bus error",
    .sentence = "Writes to a page that is mapped, of a file that does not reach that far.",
    .how = "mmap() of an empty file, then a write",
    .end = {.signal = SIGBUS, .exit_code = 0},
    .outcome = ends_a_process,
    .needs_deadline = false,
    .commit = write_behind_the_end_of_a_file,
};

}  // namespace sharedfate
