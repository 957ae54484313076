#pragma once

#include <cstdint>

// What the kernel reports about the page of memory at an address.
namespace sharedfate {

/// Which processes see what is written to a page.
enum class PageUse : std::uint32_t {
  unknown,  ///< the kernel does not report it
  none,     ///< no page is mapped yet
  sole,     ///< only this process maps it
  several,  ///< other processes map it, too
};

/// Copied between processes byte by byte.
struct PageFacts {
  PageUse use = PageUse::unknown;
  std::int32_t error = 0;  ///< errno of reading /proc/self/pagemap; 0: it was read or had no entry.
                           ///< `use` may then come from /proc/self/smaps
  std::uint64_t frame = 0;  ///< number of the page frame in RAM; 0: unknown or withheld
};

/// Facts about the calling process's page at `address`. From /proc/self/pagemap, which shows frame
/// numbers only with CAP_SYS_ADMIN outside of any namespace. Where it cannot be read, from
/// /proc/self/smaps, which describes whole mappings: exact for a page with a mapping of its own.
PageFacts page_facts(const void* address);

/// Gives a page a mapping of its own, so that the kernel counts it separately from its neighbours.
/// False: the kernel refuses.
bool give_own_mapping(void* page);

/// In bytes.
std::uint64_t page_size();

}  // namespace sharedfate
