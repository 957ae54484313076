#include "core/system/process_facts.h"

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include "core/system/descriptor.h"

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

struct StatLine {
  char state = 0;
  std::uint64_t start_ticks = 0;
};

std::optional<StatLine> read_stat(int pid) {
  const std::string path = "/proc/" + std::to_string(pid) + "/stat";
  std::FILE* const file = std::fopen(path.c_str(), "re");
  if (file == nullptr) return std::nullopt;
  std::array<char, 1024> text{};
  const std::size_t size = std::fread(text.data(), 1, text.size() - 1, file);
  std::fclose(file);
  text[size] = '\0';
  // The name may contain anything, also parentheses: the other fields follow the last one.
  const char* const name_end = std::strrchr(text.data(), ')');
  StatLine line;
  unsigned long long start = 0;  // NOLINT(google-runtime-int): what sscanf fills
  constexpr const char* state_and_start =
      " %c %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %llu";
  if (name_end == nullptr || std::sscanf(name_end + 1, state_and_start, &line.state, &start) != 2)
    return std::nullopt;
  line.start_ticks = start;
  return line;
}

using Text = std::array<char, 512>;

/// Reads the beginning of /proc/PID/task/TID/NAME. False, with an empty text: it cannot be read.
bool read_of_thread(int pid, int tid, const char* name, Text& text) {
  std::array<char, 64> path{};
  std::snprintf(path.data(), path.size(), "/proc/%d/task/%d/%s", pid, tid, name);
  const Descriptor file(::open(path.data(), O_RDONLY | O_CLOEXEC));
  const ssize_t size = file.valid() ? ::read(file.get(), text.data(), text.size() - 1) : -1;
  text[size > 0 ? static_cast<std::size_t>(size) : 0] = '\0';
  return size > 0;
}

void look_for_futex(int pid, int tid, ThreadState& state) {
  Text text{};
  if (read_of_thread(pid, tid, "syscall", text)) {
    int number = -1;
    unsigned long long first = 0;  // NOLINT(google-runtime-int): what sscanf fills
    if (std::sscanf(text.data(), "%d %llx", &number, &first) != 2 || number != SYS_futex) return;
    state.in_futex = true;
    state.word = first;
  } else if (read_of_thread(pid, tid, "wchan", text)) {
    // Some systems show the call's arguments only to a debugger.
    state.in_futex = std::strncmp(text.data(), "futex", std::strlen("futex")) == 0;
  }
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

std::optional<ProcessIdentity> identify_process(int pid) {
  const std::optional<StatLine> line = read_stat(pid);
  if (!line) return std::nullopt;
  return ProcessIdentity{pid, line->start_ticks};
}

bool is_running(const ProcessIdentity& process) {
  const std::optional<StatLine> line = read_stat(process.pid);
  return line && line->start_ticks == process.start_ticks && line->state != 'Z' &&
         line->state != 'X';
}

std::optional<ThreadState> read_thread_state(int pid, int tid) {
  Text text{};
  if (pid <= 0 || tid <= 0 || !read_of_thread(pid, tid, "stat", text)) return std::nullopt;
  // The name may contain anything, also parentheses: the other fields follow the last one.
  const char* const name_end = std::strrchr(text.data(), ')');
  ThreadState state;
  unsigned long long user = 0, system = 0;  // NOLINT(google-runtime-int): what sscanf fills
  constexpr const char* state_and_times = " %c %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %llu %llu";
  if (name_end == nullptr ||
      std::sscanf(name_end + 1, state_and_times, &state.letter, &user, &system) != 3)
    return std::nullopt;
  const auto ticks_per_s = static_cast<std::uint64_t>(::sysconf(_SC_CLK_TCK));
  state.cpu_ms = (user + system) * 1000 / ticks_per_s;
  if (state.letter == 'Z' || state.letter == 'X') return std::nullopt;
  if (state.sleeping()) look_for_futex(pid, tid, state);
  return state;
}

std::uint64_t thread_cpu_ns(int pid, int tid) {
  constexpr std::uint64_t ns_per_ms = 1'000'000;
  Text text{};
  unsigned long long ran_ns = 0;  // NOLINT(google-runtime-int): what sscanf fills
  if (pid <= 0 || tid <= 0) return 0;
  // Exact to the nanosecond, but missing in some kernels.
  if (read_of_thread(pid, tid, "schedstat", text) && std::sscanf(text.data(), "%llu", &ran_ns) == 1)
    return ran_ns;
  const std::optional<ThreadState> state = read_thread_state(pid, tid);
  return state ? state->cpu_ms * ns_per_ms : 0;
}

std::optional<ThreadTimes> read_thread_times(int pid, int tid) {
  Text text{};
  if (pid <= 0 || tid <= 0 || !read_of_thread(pid, tid, "stat", text)) return std::nullopt;
  const char* const name_end = std::strrchr(text.data(), ')');
  ThreadTimes times;
  ThreadState state;
  if (name_end == nullptr || std::sscanf(name_end + 1, " %c", &state.letter) != 1)
    return std::nullopt;
  times.ready = state.letter == 'R';
  times.stopped = state.stopped();
  unsigned long long cpu_ns = 0, ready_ns = 0;  // NOLINT(google-runtime-int): what sscanf fills
  if (read_of_thread(pid, tid, "schedstat", text) &&
      std::sscanf(text.data(), "%llu %llu", &cpu_ns, &ready_ns) == 2) {
    times.cpu_ns = cpu_ns;
    times.ready_ns = ready_ns;
  } else {
    times.cpu_ns = thread_cpu_ns(pid, tid);
  }
  return times;
}

}  // namespace sharedfate
