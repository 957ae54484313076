// A library to be preloaded: counts the calls of malloc, calloc and realloc that come from the
// program under test, the C++ library or fmt, in the file ALLOCATION_COUNT (eight bytes, mapped).
// Calls from other libraries are not counted. All calls are passed on.

#include <fcntl.h>
#include <link.h>
#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <cstring>

// The C library's own functions, under names that are not replaced here.
extern "C" {
void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t count, std::size_t size);
void* __libc_realloc(void* memory, std::size_t size);
}

namespace {

std::atomic<std::uint64_t>* counter = nullptr;

struct CodeRange {
  std::uintptr_t begin, end;
};
std::array<CodeRange, 16> counted{};
std::size_t counted_size = 0;

int note_code(dl_phdr_info* object, std::size_t, void*) {
  const bool own = object->dlpi_name[0] == '\0' ||
                   std::strstr(object->dlpi_name, "libstdc++") != nullptr ||
                   std::strstr(object->dlpi_name, "libfmt") != nullptr;
  for (int i = 0; own && i < object->dlpi_phnum && counted_size < counted.size(); ++i) {
    const auto& part = object->dlpi_phdr[i];
    if (part.p_type != PT_LOAD || (part.p_flags & PF_X) == 0) continue;
    const std::uintptr_t begin = object->dlpi_addr + part.p_vaddr;
    counted[counted_size++] = {begin, begin + part.p_memsz};
  }
  return 0;
}

void note(const void* caller) {
  if (counter == nullptr) return;
  const auto address = reinterpret_cast<std::uintptr_t>(caller);
  for (std::size_t i = 0; i < counted_size; ++i) {
    if (address < counted[i].begin || address >= counted[i].end) continue;
    counter->fetch_add(1);
    return;
  }
}

__attribute__((constructor)) void begin() {
  const char* const file = std::getenv("ALLOCATION_COUNT");
  if (file == nullptr) return;
  ::dl_iterate_phdr(note_code, nullptr);
  const int opened = ::open(file, O_RDWR | O_CLOEXEC);
  if (opened < 0) return;
  void* const memory =
      ::mmap(nullptr, sizeof *counter, PROT_READ | PROT_WRITE, MAP_SHARED, opened, 0);
  ::close(opened);
  if (memory != MAP_FAILED) counter = static_cast<std::atomic<std::uint64_t>*>(memory);
}

}  // namespace

extern "C" {

void* malloc(std::size_t size) {
  note(__builtin_return_address(0));
  return __libc_malloc(size);
}

void* calloc(std::size_t count, std::size_t size) {
  note(__builtin_return_address(0));
  return __libc_calloc(count, size);
}

void* realloc(void* memory, std::size_t size) {
  note(__builtin_return_address(0));
  return __libc_realloc(memory, size);
}

}  // extern "C"
