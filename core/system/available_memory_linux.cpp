#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <optional>
#include <string>
#include <utility>

#include "core/base/number.h"
#include "core/system/available_memory.h"
#include "core/system/control_group.h"

namespace sharedfate {
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

/// What this process uses of its own limits, in bytes: address space and data.
std::pair<std::uint64_t, std::uint64_t> own_sizes() {
  std::ifstream file("/proc/self/statm");
  std::uint64_t size = 0, resident = 0, shared = 0, text = 0, libraries = 0, data = 0;
  file >> size >> resident >> shared >> text >> libraries >> data;
  const auto page = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  return {size * page, data * page};
}

}  // namespace

std::uint64_t available_memory() {
  std::uint64_t available = free_in_groups(free_on_machine());
  const auto [address_space, data] = own_sizes();
  for (const auto& [resource, used] :
       {std::pair(RLIMIT_AS, address_space), std::pair(RLIMIT_DATA, data)}) {
    rlimit limit{};
    if (::getrlimit(resource, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) continue;
    available = std::min<std::uint64_t>(available, limit.rlim_cur - std::min(limit.rlim_cur, used));
  }
  return available;
}

}  // namespace sharedfate
