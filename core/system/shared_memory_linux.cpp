#include "core/system/shared_memory.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string>

namespace sharedfate {

Result<Descriptor> create_shared_memory(const char* name, std::size_t size) {
  const std::string tried =
      "create " + std::to_string(size) + " bytes of shared memory for " + name;
  Descriptor memory(::memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING));
  if (!memory.valid())
    return system_error(tried, "close other programs or raise the limit of open files");
  if (::ftruncate(memory.get(), static_cast<off_t>(size)) != 0) return system_error(tried);
  if (::fcntl(memory.get(), F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0)
    return system_error(tried);
  return memory;
}

Result<Descriptor> create_captured_stderr(const char* name) {
  Descriptor file(::memfd_create(name, MFD_CLOEXEC));
  if (!file.valid() || ::fcntl(file.get(), F_SETFL, O_APPEND) != 0) {
    return system_error("create an anonymous file for " + std::string(name),
                        "close other programs or raise the limit of open files");
  }
  return file;
}

Result<Descriptor> create_sealed_text(const char* name, std::string_view text) {
  const std::string tried =
      "put " + std::to_string(text.size()) + " bytes into an anonymous file for " + name;
  Descriptor file(::memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING));
  if (!file.valid())
    return system_error(tried, "close other programs or raise the limit of open files");
  for (std::size_t written = 0; written < text.size();) {
    const ssize_t count = ::write(file.get(), text.data() + written, text.size() - written);
    if (count < 0 && errno != EINTR) return system_error(tried);
    if (count > 0) written += static_cast<std::size_t>(count);
  }
  constexpr int all = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL;
  if (::fcntl(file.get(), F_ADD_SEALS, all) != 0) return system_error(tried);
  return file;
}

bool is_sealed_memory(int descriptor) {
  const int seals = ::fcntl(descriptor, F_GET_SEALS);
  return seals >= 0 && (seals & F_SEAL_SHRINK) != 0;
}

Result<void*> map_shared_memory(int descriptor, std::size_t size, Access access) {
  const std::string tried = "map shared memory";
  struct stat status {};
  if (!is_sealed_memory(descriptor) || ::fstat(descriptor, &status) != 0 ||
      static_cast<std::size_t>(status.st_size) < size) {
    return Error{tried, "it is too small or not sealed",
                 "the lane program is of another version: build both again"};
  }
  const int protection = access == Access::read_only ? PROT_READ : PROT_READ | PROT_WRITE;
  void* const address = ::mmap(nullptr, size, protection, MAP_SHARED, descriptor, 0);
  if (address == MAP_FAILED) return system_error(tried);
  return address;
}

Status keep_from_copies(void* address, std::size_t size) {
  if (::madvise(address, size, MADV_DONTFORK) != 0)
    return system_error("keep shared memory from copies of this process");
  return Done{};
}

void unmap_shared_memory(const void* address, std::size_t size) {
  ::munmap(const_cast<void*>(address), size);
}

Result<void*> map_memory_block(std::size_t size, Sharing sharing) {
  const int flags = MAP_ANONYMOUS | (sharing == Sharing::shared ? MAP_SHARED : MAP_PRIVATE);
  void* const address = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, flags, -1, 0);
  if (address != MAP_FAILED) return address;
  return system_error("map " + std::to_string(size) + " bytes of memory", "ask for less");
}

void unmap_memory_block(void* address, std::size_t size) { ::munmap(address, size); }

}  // namespace sharedfate
