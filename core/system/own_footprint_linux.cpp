#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string_view>
#include <system_error>

#include "core/base/number.h"
#include "core/system/own_footprint.h"
#include "core/system/process_tree.h"

namespace sharedfate {
namespace {

constexpr std::string_view own_prefix = "sharedfate";

/// Calls `visit` with each entry of a folder; with none if it cannot be read.
template <typename Visit>
void each_entry(const std::string& folder, const Visit& visit) {
  std::error_code error;
  for (std::filesystem::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    visit(*entry);
  }
}

}  // namespace

// Uses the kernel's list of children per thread. Some kernels do not have it; then all of /proc is
// searched.
std::set<int> own_children() {
  std::set<int> children;
  bool listed = true;
  each_entry("/proc/self/task", [&](const std::filesystem::directory_entry& thread) {
    std::ifstream file(thread.path() / "children");
    listed = listed && file.is_open();
    for (int pid = 0; file >> pid;) children.insert(pid);
  });
  if (listed) return children;
  for (const ProcessNode& process : read_own_process_tree().processes) {
    if (process.depth == 1) children.insert(process.pid);
  }
  return children;
}

namespace {

std::map<int, OpenDescriptor> own_descriptors() {
  const std::string listing = "/proc/" + std::to_string(::getpid()) + "/fd";
  std::map<int, OpenDescriptor> descriptors;
  each_entry("/proc/self/fd", [&](const std::filesystem::directory_entry& entry) {
    std::error_code error;
    std::string target = std::filesystem::read_symlink(entry.path(), error).string();
    // The descriptor is open and counts, even if its link cannot be read.
    if (error) target = "unknown";
    const auto number = parse_number(entry.path().filename().string());
    struct stat file {};
    // Skips the descriptor of this listing.
    if (!number || target == listing || ::fstat(static_cast<int>(*number), &file) != 0) return;
    descriptors.emplace(static_cast<int>(*number),
                        OpenDescriptor{target, file.st_dev, file.st_ino});
  });
  return descriptors;
}

std::set<std::string> own_shared_memory() {
  std::set<std::string> found;
  std::ifstream maps("/proc/self/maps");
  for (std::string line; std::getline(maps, line);) {
    const std::size_t path = line.find('/');
    if (path == std::string::npos) continue;
    const std::string_view name = std::string_view(line).substr(path);
    if (name.starts_with("/memfd:") || name.starts_with("/dev/shm/"))
      found.insert(line.substr(0, line.find(' ') + 1).append(name));
  }
  // Other programs keep files there, too; this program's names begin with the prefix.
  each_entry("/dev/shm", [&](const std::filesystem::directory_entry& entry) {
    if (entry.path().filename().string().starts_with(own_prefix))
      found.insert(entry.path().string());
  });
  return found;
}

}  // namespace

OwnFootprint measure_own_footprint() {
  OwnFootprint footprint;
  footprint.children = own_children();
  footprint.descriptors = own_descriptors();
  footprint.shared_memory = own_shared_memory();
  return footprint;
}

std::uint64_t own_resident_bytes() {
  std::ifstream file("/proc/self/statm");
  std::uint64_t size = 0, resident = 0;
  if (!(file >> size >> resident)) return 0;
  return resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

}  // namespace sharedfate
