#include "core/system/user_namespace.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>

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

std::string user_namespace_remedy(const std::string& settings) {
  const auto is_set_to = [&](const char* path, char value) {
    return std::ifstream(settings + path).get() == value;
  };
  if (is_set_to("/kernel/apparmor_restrict_unprivileged_userns", '1'))
    return "AppArmor denies it to this program: an administrator can allow it with the profile in "
           "SECURITY.md, or to all programs: sysctl "
           "kernel.apparmor_restrict_unprivileged_userns=0";
  if (is_set_to("/kernel/unprivileged_userns_clone", '0'))
    return "an administrator can allow namespaces: sysctl kernel.unprivileged_userns_clone=1";
  if (is_set_to("/user/max_user_namespaces", '0'))
    return "an administrator can allow namespaces: sysctl user.max_user_namespaces=10000";
  return "the system must allow namespaces; in a container, its settings decide";
}

IdMaps own_id_maps() {
  IdMaps maps{};
  std::snprintf(maps.users.data(), maps.users.size(), "%u %u 1", ::geteuid(), ::geteuid());
  std::snprintf(maps.groups.data(), maps.groups.size(), "%u %u 1", ::getegid(), ::getegid());
  return maps;
}

bool write_id_maps(const IdMaps& maps) {
  // An ordinary user may map its group only after denying setgroups: leaving a group could give
  // access that the group denies.
  return write_text("/proc/self/setgroups", "deny") &&
         write_text("/proc/self/gid_map", maps.groups.data()) &&
         write_text("/proc/self/uid_map", maps.users.data());
}

}  // namespace sharedfate
