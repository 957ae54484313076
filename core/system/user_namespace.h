#pragma once

#include <array>
#include <string>

namespace sharedfate {

/// The lines that give a process the same user and group inside of a new user namespace as outside.
struct IdMaps {
  std::array<char, 32> users, groups;
};

/// Those for the calling process, while it is still outside.
IdMaps own_id_maps();

/// Writes the maps of the calling process, once it is in its new namespace; false, with errno:
/// denied. Async-signal-safe.
bool write_id_maps(const IdMaps& maps);

/// What an administrator can do where this system denies user namespaces, for a person: names the
/// setting that stands in the way. `settings`: the folder of the kernel's settings.
std::string user_namespace_remedy(const std::string& settings = "/proc/sys");

}  // namespace sharedfate
