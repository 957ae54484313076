#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <fstream>
#include <iterator>
#include <vector>

#include "core/system/control_group.h"
#include "core/system/spawn.h"

namespace sharedfate {
namespace {

using Clock = std::chrono::steady_clock;
constexpr const char* mount_point = "/sys/fs/cgroup";
constexpr const char *inside = "/inside", *outside = "/outside";

/// The number after `name` in a file of lines "name number".
std::optional<std::uint64_t> number_in(const std::string& path, const std::string& name) {
  std::ifstream file(path);
  std::string word;
  std::uint64_t number = 0;
  while (file >> word >> number) {
    if (word == name) return number;
  }
  return std::nullopt;
}

bool write_to(const std::string& path, const std::string& text) {
  std::ofstream file(path);
  return static_cast<bool>(file << text << std::flush);
}

/// Whether systemd has put the caller into this group. In a container the socket may lead to a
/// systemd outside, for which the same numbers mean other processes.
bool is_managed(const std::string& group) {
  const uid_t user = ::getuid();
  const bool by_root =
      user == 0 && (group.starts_with("/user.slice/") || group.starts_with("/system.slice/"));
  return by_root || group.find("/user-" + std::to_string(user) + ".slice/") != std::string::npos;
}

/// The arguments of busctl that ask systemd to start a scope: a unit for processes that systemd has
/// not started.
std::vector<std::string> request_of_scope(const std::string& bus, const std::string& name,
                                          int pid) {
  const std::vector<std::vector<std::string>> properties = {
      {"PIDs", "au", "1", std::to_string(pid)},
      // The caller may make groups below. When one of them is out of memory, the others continue.
      {"DelegateControllers", "as", "2", "memory", "cpu"},
      {"CPUWeight", "t", "20"},  // the default is 100
      {"KillSignal", "i", std::to_string(SIGKILL)},
      {"CollectMode", "s", "inactive-or-failed"}};
  std::vector<std::string> words = {"--address=unix:path=" + bus,
                                    "call",
                                    "org.freedesktop.systemd1",
                                    "/org/freedesktop/systemd1",
                                    "org.freedesktop.systemd1.Manager",
                                    "StartTransientUnit",
                                    "ssa(sv)a(sa(sv))",
                                    name,
                                    "fail",
                                    std::to_string(properties.size())};
  for (const auto& property : properties)
    words.insert(words.end(), property.begin(), property.end());
  words.emplace_back("0");  // no further units
  return words;
}

/// Milliseconds until `end`, for poll(); at least 0.
int ms_until(Clock::time_point end) {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now());
  return static_cast<int>(std::max<long>(left.count(), 0));
}

/// Whether busctl succeeds before `end`; it is ended if it still runs then. A program instead of a
/// library, so that a lane's processes link nothing else.
bool run_busctl(std::vector<std::string> words, Clock::time_point end) {
  SpawnRequest request;
  request.program = "/bin/sh";
  request.arguments = {"-c", R"(exec busctl "$@" >/dev/null 2>&1)", "sh"};
  std::move(words.begin(), words.end(), std::back_inserter(request.arguments));
  const auto child = spawn(request);
  if (!child) return false;
  pollfd ended{child.value().pidfd.get(), POLLIN, 0};
  if (::poll(&ended, 1, ms_until(end)) != 1) signal_child(child.value(), SIGKILL);
  const Ending ending = reap(child.value());
  return !ending.signalled && ending.exit_code == 0;
}

/// systemd answers before it moves the caller, so this polls.
bool is_moved_to(const std::string& name, Clock::time_point end) {
  constexpr int look_ms = 5;
  while (!own_control_group().ends_with("/" + name)) {
    const int left_ms = ms_until(end);
    if (left_ms == 0) return false;
    ::poll(nullptr, 0, std::min(left_ms, look_ms));
  }
  return true;
}

}  // namespace

std::string own_control_group() {
  std::ifstream file("/proc/self/cgroup");
  std::string line;
  while (std::getline(file, line)) {
    if (line.starts_with("0::")) return line.substr(3);
  }
  return "";
}

std::string ControlGroup::own_bus() {
  const uid_t user = ::getuid();
  if (!is_managed(own_control_group())) return "";
  return user == 0 ? "/run/dbus/system_bus_socket" : "/run/user/" + std::to_string(user) + "/bus";
}

std::optional<ControlGroup> ControlGroup::create(int pid, std::uint64_t memory_bytes,
                                                 const std::string& bus) {
  if (pid <= 0 || ::access(bus.c_str(), W_OK) != 0) return std::nullopt;
  const auto end = Clock::now() + std::chrono::milliseconds(grace_ms);
  const std::string name = "sharedfate-lane-" + std::to_string(pid) + ".scope";
  if (!run_busctl(request_of_scope(bus, name, pid), end) || !is_moved_to(name, end))
    return std::nullopt;
  const std::string scope = mount_point + own_control_group();
  constexpr mode_t usual = 0755;
  ControlGroup group(scope + inside);
  // A group can limit the groups below it only while it holds no process itself.
  const bool made = ::mkdir((scope + inside).c_str(), usual) == 0 &&
                    ::mkdir((scope + outside).c_str(), usual) == 0 &&
                    write_to(scope + outside + "/cgroup.procs", "0") &&
                    write_to(scope + "/cgroup.subtree_control", "+memory") &&
                    write_to(group.folder_ + "/memory.max", std::to_string(memory_bytes));
  if (!made) return std::nullopt;
  (void)write_to(group.folder_ + "/memory.swap.max", "0");  // missing where there is no swap
  return group;
}

bool ControlGroup::enter() const { return write_to(folder_ + "/cgroup.procs", "0"); }

void ControlGroup::leave() const {
  const std::string scope = folder_.substr(0, folder_.rfind('/'));
  (void)write_to(scope + outside + "/cgroup.procs", "0");
}

std::optional<std::uint64_t> ControlGroup::cpu_ns() const {
  constexpr std::uint64_t ns_per_us = 1000;
  const auto used_us = number_in(folder_ + "/cpu.stat", "usage_usec");
  if (!used_us) return std::nullopt;
  return *used_us * ns_per_us;
}

std::uint64_t ControlGroup::times_full() const {
  return number_in(folder_ + "/memory.events", "oom").value_or(0);
}

}  // namespace sharedfate
