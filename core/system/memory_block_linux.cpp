#include <sys/mman.h>

#include "core/system/memory_block.h"

namespace sharedfate {

Result<void*> map_memory_block(std::size_t size, Sharing sharing) {
  const int flags = MAP_ANONYMOUS | (sharing == Sharing::shared ? MAP_SHARED : MAP_PRIVATE);
  void* const address = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, flags, -1, 0);
  if (address != MAP_FAILED) return address;
  return system_error("map " + std::to_string(size) + " bytes of memory", "ask for less");
}

void unmap_memory_block(void* address, std::size_t size) { ::munmap(address, size); }

}  // namespace sharedfate
