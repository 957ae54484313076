#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstddef>
#include <cstdio>
#include <cstring>

#include "core/fault/rows.h"

namespace sharedfate {
namespace {

/// By how many bytes the process may grow before allocations fail.
constexpr rlim_t growth_max = rlim_t{256} << 20;

/// Address space of the calling process, in bytes. 0: not known.
rlim_t address_space_in_use() {
  std::FILE* const file = std::fopen("/proc/self/statm", "re");
  if (file == nullptr) return 0;
  unsigned long long pages = 0;  // NOLINT(google-runtime-int): what fscanf fills
  const bool read = std::fscanf(file, "%llu", &pages) == 1;
  std::fclose(file);
  return read ? pages * static_cast<rlim_t>(::sysconf(_SC_PAGESIZE)) : 0;
}

}  // namespace

// Not static: dladdr() names only exported functions in a crash stack. Every byte is written, so
// that the kernel backs it with memory.
void allocate_and_never_free() {
  constexpr std::size_t chunk_size = std::size_t{1} << 20;
  // Leaves the rest of the memory to other programs.
  rlimit limit{};
  if (::getrlimit(RLIMIT_AS, &limit) == 0) {
    limit.rlim_cur = std::min(limit.rlim_max, address_space_in_use() + growth_max);
    (void)::setrlimit(RLIMIT_AS, &limit);
  }
  for (volatile bool for_ever = true; for_ever;) {
    char* volatile forgotten = new char[chunk_size];
    std::memset(forgotten, 1, chunk_size);
  }
}

const FaultRow leak_fault{
    .id = FaultId::leak,
    .name = "leak",
    .title = "memory leak",
    .sentence = "Takes more and more memory and gives none back, until it is refused more.",
    .how = "while (true) new char[1 << 20], up to 256 MiB more: std::bad_alloc",
    .end = {.signal = SIGABRT, .exit_code = 0},
    .outcome = {.shared = "The limit holds for the process: the refusal may hit any of its "
                          "threads, and all die.",
                .isolated = "The limit is its own: that one worker dies and is replaced."},
    .needs_deadline = false,
    .commit = allocate_and_never_free,
    .heavy = true,
};

}  // namespace sharedfate
