#include <poll.h>
#include <unistd.h>

#include <fstream>
#include <vector>

#include "core/base/number.h"
#include "core/system/control_group.h"
#include "core/system/spawn.h"

namespace sharedfate {
namespace {

/// The number behind `name` in a file of lines "name number"; 0: it is not there.
std::uint64_t counter(const std::string& path, const std::string& name) {
  std::ifstream file(path);
  std::string word;
  std::uint64_t number = 0;
  while (file >> word >> number) {
    if (word == name) return number;
  }
  return 0;
}

/// The folder of the caller's own group.
std::string own_folder() {
  std::ifstream file("/proc/self/cgroup");
  std::string line;
  while (std::getline(file, line)) {
    if (line.starts_with("0::")) return "/sys/fs/cgroup" + line.substr(3);
  }
  return "";
}

/// Where the systemd listens that has the caller's groups: the system's, or the user's own.
std::string bus_of_manager() {
  const uid_t user = ::getuid();
  return user == 0 ? "/run/dbus/system_bus_socket" : "/run/user/" + std::to_string(user) + "/bus";
}

/// Asks for a unit of systemd's of the kind that holds processes which it did not start.
bool start_scope(const std::string& name, int pid, std::uint64_t memory_bytes, bool name_policy) {
  // A program and not the library: what a lane's processes are linked to stays their own.
  SpawnRequest request;
  request.program = "/bin/sh";
  request.arguments = {"-c",
                       R"(exec busctl "$@" >/dev/null 2>&1)",
                       "sh",
                       "--address=unix:path=" + bus_of_manager(),
                       "--timeout=300ms",
                       "call",
                       "org.freedesktop.systemd1",
                       "/org/freedesktop/systemd1",
                       "org.freedesktop.systemd1.Manager",
                       "StartTransientUnit",
                       "ssa(sv)a(sa(sv))",
                       name,
                       "fail"};
  std::vector<std::vector<std::string>> properties = {
      {"PIDs", "au", "1", std::to_string(pid)},
      {"MemoryMax", "t", std::to_string(memory_bytes)},
      {"MemorySwapMax", "t", "0"},
      {"CPUAccounting", "b", "true"},
      {"CollectMode", "s", "inactive-or-failed"}};
  // The others live on, and tell what has happened. Before version 253 that goes without saying.
  if (name_policy) properties.push_back({"OOMPolicy", "s", "continue"});
  request.arguments.push_back(std::to_string(properties.size()));
  for (const auto& property : properties)
    request.arguments.insert(request.arguments.end(), property.begin(), property.end());
  request.arguments.emplace_back("0");  // no further units
  const auto child = spawn(request);
  if (!child) return false;
  const Ending ending = reap(child.value());
  return !ending.signalled && ending.exit_code == 0;
}

}  // namespace

std::optional<ControlGroup> ControlGroup::enter(int pid, std::uint64_t memory_bytes) {
  if (::access(bus_of_manager().c_str(), W_OK) != 0) return std::nullopt;
  const std::string name = "sharedfate-lane-" + std::to_string(pid) + ".scope";
  if (!start_scope(name, pid, memory_bytes, true) && !start_scope(name, pid, memory_bytes, false))
    return std::nullopt;
  // It has answered before it did it.
  constexpr int tries = 60, wait_ms = 5;
  for (int i = 0; i < tries; ++i) {
    const std::string folder = own_folder();
    std::string limit;
    if (folder.ends_with("/" + name) && std::ifstream(folder + "/memory.max") >> limit &&
        parse_number(limit))
      return ControlGroup(folder);
    ::poll(nullptr, 0, wait_ms);
  }
  return std::nullopt;
}

std::uint64_t ControlGroup::cpu_ns() const {
  constexpr std::uint64_t ns_per_us = 1000;
  return counter(folder_ + "/cpu.stat", "usage_usec") * ns_per_us;
}

std::uint64_t ControlGroup::memory_kills() const {
  return counter(folder_ + "/memory.events", "oom_kill");
}

}  // namespace sharedfate
