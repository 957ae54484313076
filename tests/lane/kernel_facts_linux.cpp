#include <poll.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/lane/kernel_facts.h"

namespace sharedfate::testing {
namespace {

using Clock = std::chrono::steady_clock;

std::string proc_path(int pid, const std::string& rest) {
  return "/proc/" + std::to_string(pid) + "/" + rest;
}

std::set<std::string> names_in(const std::string& folder) {
  std::set<std::string> names;
  std::error_code error;
  for (std::filesystem::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    names.insert(entry->path().filename().string());
  }
  return names;
}

/// The fields of a thread's stat line that follow its name, which may hold anything.
std::istringstream stat_after_name(int pid, int tid) {
  std::ifstream file(proc_path(pid, "task/" + std::to_string(tid) + "/stat"));
  std::string line;
  std::getline(file, line);
  const std::size_t name_end = line.rfind(')');
  return std::istringstream(name_end == std::string::npos ? "" : line.substr(name_end + 2));
}

}  // namespace

bool exists(int pid) { return ::kill(pid, 0) == 0 || errno != ESRCH; }

std::set<int> threads_of(int pid) {
  std::set<int> threads;
  for (const std::string& name : names_in(proc_path(pid, "task"))) threads.insert(std::stoi(name));
  return threads;
}

std::string status_field(int pid, const std::string& name) {
  std::ifstream file(proc_path(pid, "status"));
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with(name + ":\t")) return line.substr(name.size() + 2);
  }
  return "";
}

int parent_of(int pid) {
  const std::string field = status_field(pid, "PPid");
  return field.empty() ? 0 : std::stoi(field);
}

char scheduling_state(int pid, int tid) {
  std::istringstream fields = stat_after_name(pid, tid);
  char state = ' ';
  fields >> state;
  return state;
}

std::uint64_t cpu_ticks(int pid, int tid) {
  std::istringstream fields = stat_after_name(pid, tid);
  // After the name: state is field 3 of the line, utime 14, stime 15.
  std::string skipped;
  for (int field = 3; field < 14; ++field) fields >> skipped;
  std::uint64_t user = 0, system = 0;
  fields >> user >> system;
  return user + system;
}

std::string limit_growth(int pid, std::uint64_t bytes) {
  std::ifstream statm(proc_path(pid, "statm"));
  rlim_t pages = 0;
  if (!(statm >> pages)) return "the process is gone";
  const rlim_t size_max = pages * static_cast<rlim_t>(::sysconf(_SC_PAGESIZE)) + bytes;
  const rlimit limit{size_max, size_max};
  return ::prlimit(pid, RLIMIT_AS, &limit, nullptr) == 0 ? "" : std::strerror(errno);
}

bool kernel_denies_namespaces() {
  const pid_t child = ::fork();
  if (child == 0) {
    const int users = ::geteuid() == 0 ? 0 : CLONE_NEWUSER;
    const bool made = ::unshare(users | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWNS) == 0 &&
                      ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0;
    ::_exit(made ? 0 : 1);
  }
  int status = -1;
  ::waitpid(child, &status, 0);
  return status != 0;
}

int descriptor_count() {
  // One of them is the listing's own.
  return static_cast<int>(names_in("/proc/self/fd").size()) - 1;
}

std::set<std::string> shared_memory_files() {
  std::set<std::string> names = names_in("/dev/shm");
  std::erase_if(names, [](const std::string& name) { return name.starts_with("sem.mp-"); });
  return names;
}

std::set<std::string> shared_memory_files_left(const std::set<std::string>& before, int limit_ms) {
  const auto limit = Clock::now() + std::chrono::milliseconds(limit_ms);
  std::set<std::string> left = shared_memory_files();
  std::erase_if(left, [&](const std::string& name) { return before.contains(name); });
  while (!left.empty() && Clock::now() < limit) {
    ::poll(nullptr, 0, 1);
    const std::set<std::string> now = shared_memory_files();
    std::erase_if(left, [&](const std::string& name) { return !now.contains(name); });
  }
  return left;
}

Descriptor watch_process(int pid) {
  return Descriptor(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
}

bool ends_within(const Descriptor& pidfd, int limit_ms) {
  pollfd ended{pidfd.get(), POLLIN, 0};
  return ::poll(&ended, 1, limit_ms) == 1;
}

void adopt_orphans() { ::prctl(PR_SET_CHILD_SUBREAPER, 1); }

bool last_child_ends_within(int limit_ms) {
  const auto limit = Clock::now() + std::chrono::milliseconds(limit_ms);
  while (true) {
    const pid_t ended = ::waitpid(-1, nullptr, WNOHANG);
    if (ended < 0 && errno == ECHILD) return true;
    if (ended > 0) continue;
    if (Clock::now() >= limit) return false;
    ::poll(nullptr, 0, 1);
  }
}

std::set<int> children() {
  std::set<int> pids;
  for (const int thread : threads_of(::getpid())) {
    std::ifstream file(proc_path(::getpid(), "task/" + std::to_string(thread) + "/children"));
    for (int pid = 0; file >> pid;) pids.insert(pid);
  }
  return pids;
}

}  // namespace sharedfate::testing
