#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstring>

#include "core/system/descriptor.h"
#include "core/system/thread_state.h"

namespace sharedfate {
namespace {

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
