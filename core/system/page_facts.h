#pragma once

#include <cstdint>

// What the kernel says of the page of memory behind an address.
namespace sharedfate {

/// Who else sees what is written to a page.
enum class PageUse : std::uint32_t {
  unknown,  ///< the kernel does not tell
  none,     ///< there is no page yet
  sole,     ///< this process alone maps it
  several,  ///< other processes map it, too
};

/// Copied between processes as it is.
struct PageFacts {
  PageUse use = PageUse::unknown;
  std::int32_t error = 0;  ///< errno: why the use is unknown; 0: no file that tells it knows it
  std::uint64_t frame =
      0;  ///< which page frame of the machine's memory; 0: the kernel withholds it
};

/// Of the page of the calling process in which `address` is. From /proc/self/pagemap, whose frame
/// numbers are for administrators of the whole machine only (CAP_SYS_ADMIN outside of any
/// namespace); where that cannot be read, from /proc/self/smaps, which speaks of a whole mapping:
/// right for a page with a mapping of its own.
PageFacts page_facts(const void* address);

/// Gives a page a mapping of its own: the kernel then counts it apart from its neighbours. False:
/// it does not.
bool give_own_mapping(void* page);

/// How large a page is, in bytes.
std::uint64_t page_size();

}  // namespace sharedfate
