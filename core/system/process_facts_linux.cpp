#include "core/system/process_facts.h"

#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace sharedfate {
namespace {

/// The last number in the target of a link in /proc: "4711" or "4711/task/4712". 0: unreadable.
int number_in_link(const char* path) {
  std::array<char, 64> target{};
  ssize_t size = -1;
  // Several tries: a worker whose number is unknown is not counted, and a momentary lack of memory
  // must not cause that.
  for (int tries = 3; size < 0 && tries > 0; --tries)
    size = ::readlink(path, target.data(), target.size() - 1);
  if (size <= 0) return 0;
  const char* const slash = std::strrchr(target.data(), '/');
  return std::atoi(slash == nullptr ? target.data() : slash + 1);
}

}  // namespace

int host_tid() { return number_in_link("/proc/thread-self"); }
int host_pid() { return number_in_link("/proc/self"); }

int host_pid_of(int pidfd) {
  const std::string path = "/proc/self/fdinfo/" + std::to_string(pidfd);
  std::FILE* const file = std::fopen(path.c_str(), "re");
  if (file == nullptr) return 0;
  std::array<char, 128> line{};
  int pid = 0;
  while (std::fgets(line.data(), line.size(), file) != nullptr) {
    if (std::sscanf(line.data(), "Pid:\t%d", &pid) == 1) break;
  }
  std::fclose(file);
  return pid > 0 ? pid : 0;
}

bool is_thread_of(int pid, int tid) {
  const std::string path = "/proc/" + std::to_string(pid) + "/task/" + std::to_string(tid);
  return ::access(path.c_str(), F_OK) == 0;
}

std::string signal_name(int signal) {
  const char* const name = ::sigabbrev_np(signal);
  std::string text = "SIG";
  text += name == nullptr ? std::to_string(signal) : name;
  return text;
}

}  // namespace sharedfate
