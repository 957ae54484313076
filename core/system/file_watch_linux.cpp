#include <limits.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

#include "core/system/file_watch.h"

namespace sharedfate {
namespace {

namespace fs = std::filesystem;

// Not IN_CREATE: a new file is still empty; it is reported when it is closed.
constexpr std::uint32_t saved = IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE;

/// Holds at least one event, aligned as the kernel writes them.
struct EventBuffer {
  alignas(inotify_event) std::array<char, 16 * (sizeof(inotify_event) + NAME_MAX + 1)> bytes;
};

void add_once(std::vector<std::string>& names, std::string name) {
  if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(std::move(name));
}

std::string folder_of(const fs::path& file) {
  const fs::path folder = file.parent_path();
  return folder.empty() ? std::string(".") : folder.string();
}

}  // namespace

Result<FileWatch> FileWatch::create() {
  Descriptor inotify(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK));
  if (!inotify.valid()) {
    return system_error("watch files for changes",
                        "close other programs that watch files, or raise "
                        "fs.inotify.max_user_instances; files are read once until then");
  }
  return FileWatch(std::move(inotify));
}

Status FileWatch::watch(const std::string& folder, const std::string& name,
                        const std::string& report) {
  const int number = ::inotify_add_watch(inotify_.get(), folder.c_str(), saved | IN_ONLYDIR);
  if (number < 0) {
    std::string tried = "watch the folder ";
    tried += folder;
    return system_error(std::move(tried), "name a folder that is there and can be read");
  }
  watched_.push_back({number, name, report});
  return Done{};
}

Status FileWatch::add(const std::string& path) {
  std::error_code error;
  if (fs::is_directory(path, error)) return watch(path, "", path);
  const fs::path file(path);
  if (Status status = watch(folder_of(file), file.filename().string(), path); !status)
    return status;
  // Saving a symbolic link writes to its target.
  const fs::path target = fs::canonical(file, error);
  if (error || !fs::is_symlink(fs::symlink_status(file, error))) return Done{};
  return watch(folder_of(target), target.filename().string(), path);
}

void FileWatch::note(int folder, const std::string& name, std::vector<std::string>& changed) const {
  for (const Watched& each : watched_) {
    if (each.folder != folder) continue;
    if (each.name.empty()) {
      add_once(changed, (fs::path(each.report) / name).string());
    } else if (each.name == name) {
      add_once(changed, each.report);
    }
  }
}

std::vector<std::string> FileWatch::take_changed() {
  std::vector<std::string> changed;
  EventBuffer buffer;
  while (true) {
    const ssize_t size = ::read(inotify_.get(), buffer.bytes.data(), buffer.bytes.size());
    if (size <= 0) return changed;
    for (std::size_t at = 0; at < static_cast<std::size_t>(size);) {
      inotify_event event;
      std::memcpy(&event, buffer.bytes.data() + at, sizeof event);
      const char* const name = buffer.bytes.data() + at + sizeof event;
      at += sizeof event + event.len;
      if ((event.mask & IN_Q_OVERFLOW) != 0) {
        // The kernel dropped events: any file may have changed.
        for (const Watched& each : watched_) add_once(changed, each.report);
      } else if (event.len > 0) {
        note(event.wd, name, changed);
      }
    }
  }
}

}  // namespace sharedfate
