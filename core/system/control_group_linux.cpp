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

/// The number behind `name` in a file of lines "name number".
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

/// Whether systemd has put the caller where it is. In a container the socket may be that of a
/// systemd outside, which knows other processes by the same numbers.
bool is_managed(const std::string& group) {
  const uid_t user = ::getuid();
  const bool by_root =
      user == 0 && (group.starts_with("/user.slice/") || group.starts_with("/system.slice/"));
  return by_root || group.find("/user-" + std::to_string(user) + ".slice/") != std::string::npos;
}

/// The command that asks systemd to start a scope, a unit for processes which it has not started.
std::vector<std::string> request_of_scope(const std::string& bus, const std::string& name,
                                          int pid) {
  const std::vector<std::vector<std::string>> properties = {
      {"PIDs", "au", "1", std::to_string(pid)},
      // Groups below are the caller's to make. Where one is full the others in the scope go on.
      {"DelegateControllers", "as", "2", "memory", "cpu"},
      {"CPUWeight", "t", "20"},  // a fifth of what another program gets
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
  words.emplace_back("0");  // further units
  return words;
}

/// Milliseconds until then, for poll().
int ms_until(Clock::time_point end) {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now());
  return static_cast<int>(std::max<long>(left.count(), 0));
}

/// Whether the program succeeds before that time; if it still runs then it is ended. A program and
/// not a library: what a lane's processes are linked to stays their own.
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

/// systemd answers before it moves the caller.
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
  // Groups below can have limits only where the group itself holds no process.
  const bool made = ::mkdir((scope + inside).c_str(), usual) == 0 &&
                    ::mkdir((scope + outside).c_str(), usual) == 0 &&
                    write_to(scope + outside + "/cgroup.procs", "0") &&
                    write_to(scope + "/cgroup.subtree_control", "+memory") &&
                    write_to(group.folder_ + "/memory.max", std::to_string(memory_bytes));
  if (!made) return std::nullopt;
  (void)write_to(group.folder_ + "/memory.swap.max", "0");  // absent where there is no swap
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
