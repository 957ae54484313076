#include "core/system/page_facts.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cinttypes>
#include <cstdio>
#include <optional>
#include <string_view>

#include "core/system/descriptor.h"

namespace sharedfate {
namespace {

std::uint64_t number_of(const void* address) { return reinterpret_cast<std::uintptr_t>(address); }

/// See the kernel's Documentation/admin-guide/mm/pagemap.rst. nullopt, with errno (0 at the end of
/// the file): it cannot be read.
std::optional<PageFacts> from_pagemap(const void* address) {
  constexpr std::uint64_t present = std::uint64_t{1} << 63, exclusive = std::uint64_t{1} << 56,
                          frame_mask = (std::uint64_t{1} << 55) - 1;
  const Descriptor file(::open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC));
  if (!file.valid()) return std::nullopt;
  std::uint64_t entry = 0;
  const auto place = static_cast<off_t>(number_of(address) / page_size() * sizeof entry);
  errno = 0;
  if (::pread(file.get(), &entry, sizeof entry, place) != sizeof entry) return std::nullopt;
  if ((entry & present) == 0) return PageFacts{.use = PageUse::none};
  return PageFacts{.use = (entry & exclusive) != 0 ? PageUse::sole : PageUse::several,
                   .frame = entry & frame_mask};
}

/// The use of the whole mapping that contains the address.
PageUse from_smaps(const void* address) {
  std::FILE* const file = std::fopen("/proc/self/smaps", "re");
  if (file == nullptr) return PageUse::unknown;
  std::array<char, 256> line{};
  std::array<char, 32> word{};
  bool inside = false;
  std::uint64_t several = 0, sole = 0, fields = 0;
  while (std::fgets(line.data(), line.size(), file) != nullptr) {
    std::uint64_t begin = 0, end = 0, size = 0;
    if (std::sscanf(line.data(), "%" SCNx64 "-%" SCNx64 " ", &begin, &end) == 2) {
      inside = begin <= number_of(address) && number_of(address) < end;
    } else if (inside && std::sscanf(line.data(), "%31[^:]: %" SCNu64, word.data(), &size) == 2) {
      const std::string_view name = word.data();
      const bool is_several = name.starts_with("Shared_"), is_sole = name.starts_with("Private_");
      if (is_several) several += size;
      if (is_sole) sole += size;
      if (is_several || is_sole) ++fields;
    }
  }
  std::fclose(file);
  if (fields == 0) return PageUse::unknown;
  if (several > 0) return PageUse::several;
  return sole > 0 ? PageUse::sole : PageUse::none;
}

}  // namespace

PageFacts page_facts(const void* address) {
  if (const auto facts = from_pagemap(address)) return *facts;
  PageFacts facts{.use = PageUse::unknown, .error = errno};
  facts.use = from_smaps(address);
  return facts;
}

bool give_own_mapping(void* page) {
  // The kernel does not merge mappings that differ in MADV_DONTDUMP.
  return ::madvise(page, page_size(), MADV_DONTDUMP) == 0;
}

std::uint64_t page_size() {
  static const auto size = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  return size;
}

}  // namespace sharedfate
