#pragma once

#include <cstdint>
#include <string>

#include "core/base/result.h"

// What the kernel reports of memory: of the page at an address, of this process, of the machine.
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

/// Resident memory of the calling process in bytes; 0: unknown.
std::uint64_t own_resident_bytes();

/// How many bytes this process could use now before the kernel would have to swap or to kill: what
/// the machine has free, or less where a control group or a resource limit allows less. 0: unknown.
std::uint64_t available_memory();

/// An error if `bytes` is more than two thirds of the available memory: the rest is left to other
/// programs. `tried` says in the error what was attempted; the error names the limit in MiB.
Status check_memory(std::uint64_t bytes, const std::string& tried);

}  // namespace sharedfate
