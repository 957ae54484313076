#include "core/system/user_namespace.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace sharedfate {
namespace {

bool write_text(const char* path, const char* text) {
  const int file = ::open(path, O_WRONLY | O_CLOEXEC);
  if (file < 0) return false;
  const auto size = static_cast<ssize_t>(std::strlen(text));
  const bool written = ::write(file, text, static_cast<std::size_t>(size)) == size;
  const int error = errno;
  ::close(file);
  errno = error;
  return written;
}

}  // namespace

IdMaps own_id_maps() {
  IdMaps maps{};
  std::snprintf(maps.users.data(), maps.users.size(), "%u %u 1", ::geteuid(), ::geteuid());
  std::snprintf(maps.groups.data(), maps.groups.size(), "%u %u 1", ::getegid(), ::getegid());
  return maps;
}

bool write_id_maps(const IdMaps& maps) {
  // Whoever cannot drop a group may map his own: a group can also be what keeps him out.
  return write_text("/proc/self/setgroups", "deny") &&
         write_text("/proc/self/gid_map", maps.groups.data()) &&
         write_text("/proc/self/uid_map", maps.users.data());
}

}  // namespace sharedfate
