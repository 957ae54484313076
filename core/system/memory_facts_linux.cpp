#include "core/system/memory_facts.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cinttypes>
#include <cstdio>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "core/base/number.h"
#include "core/system/control_group.h"
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

namespace {

std::uint64_t free_on_machine() {
  constexpr std::uint64_t kibi = 1024;
  std::ifstream file("/proc/meminfo");
  std::string word;
  std::uint64_t amount = 0;
  while (file >> word) {
    if (word == "MemAvailable:" && file >> amount) return amount * kibi;
  }
  return 0;
}

/// nullopt where the file is missing or says "max".
std::optional<std::uint64_t> number_in(const std::string& path) {
  std::ifstream file(path);
  std::string word;
  file >> word;
  return parse_number(word);
}

/// Page cache in a group counts as used, but the kernel frees it when memory is needed.
std::uint64_t file_bytes_in(const std::string& folder) {
  std::ifstream file(folder + "/memory.stat");
  std::string name;
  std::uint64_t bytes = 0, sum = 0;
  while (file >> name >> bytes) {
    if (name == "inactive_file" || name == "active_file") sum += bytes;
  }
  return sum;
}

/// The smallest amount that the control groups of this process leave, from its own up to the root.
std::uint64_t free_in_groups(std::uint64_t available) {
  std::string group = own_control_group();
  while (group.size() > 1) {
    const std::string folder = "/sys/fs/cgroup" + group;
    const auto most = number_in(folder + "/memory.max"),
               used = number_in(folder + "/memory.current");
    if (most && used) {
      const std::uint64_t kept = *used - std::min(*used, file_bytes_in(folder));
      available = std::min(available, *most - std::min(*most, kept));
    }
    group.resize(group.rfind('/'));
  }
  return available;
}

/// What this process uses, in bytes; 0: unknown.
struct OwnSizes {
  std::uint64_t address_space = 0, resident = 0, data = 0;
};

OwnSizes own_sizes() {
  std::ifstream file("/proc/self/statm");
  std::uint64_t size = 0, resident = 0, shared = 0, text = 0, libraries = 0, data = 0;
  file >> size >> resident >> shared >> text >> libraries >> data;
  return {size * page_size(), resident * page_size(), data * page_size()};
}

}  // namespace

std::uint64_t own_resident_bytes() { return own_sizes().resident; }

std::uint64_t available_memory() {
  std::uint64_t available = free_in_groups(free_on_machine());
  const OwnSizes own = own_sizes();
  for (const auto& [resource, used] :
       {std::pair(RLIMIT_AS, own.address_space), std::pair(RLIMIT_DATA, own.data)}) {
    rlimit limit{};
    if (::getrlimit(resource, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) continue;
    available = std::min<std::uint64_t>(available, limit.rlim_cur - std::min(limit.rlim_cur, used));
  }
  return available;
}

Status check_memory(std::uint64_t bytes, const std::string& tried) {
  constexpr std::uint64_t mebi = 1024 * 1024;
  const std::uint64_t available = available_memory();
  const std::uint64_t most = available / 3 * 2;
  // 0: not known. Then the kernel may refuse the memory itself.
  if (available == 0 || bytes <= most) return Done{};
  return Error{
      tried,
      "of " + std::to_string(available / mebi) + " MiB that are free, two thirds may be taken",
      "ask for at most " + std::to_string(most / mebi) + " MiB"};
}

}  // namespace sharedfate
