#pragma once

#include <array>
#include <string>

namespace sharedfate {

/// The lines that map a process's user and group to themselves in a new user namespace.
struct IdMaps {
  std::array<char, 32> users, groups;
};

/// The maps for the calling process, before it enters the namespace.
IdMaps own_id_maps();

/// Writes the maps of the calling process in its new namespace. False, with errno: denied.
/// Async-signal-safe.
bool write_id_maps(const IdMaps& maps);

/// What an administrator can do where this system denies user namespaces, for a person: names the
/// setting that causes it. `settings`: the folder of the kernel's settings.
std::string user_namespace_remedy(const std::string& settings = "/proc/sys");

}  // namespace sharedfate
