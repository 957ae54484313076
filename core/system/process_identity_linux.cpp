#include <array>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <string>

#include "core/system/process_identity.h"

namespace sharedfate {
namespace {

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

}  // namespace

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

bool kill_unreaped(int pid) { return pid > 0 && ::kill(pid, SIGKILL) == 0; }

}  // namespace sharedfate
