#include "tests/cli/program_run.h"
#include "tests/support/built_program.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstring>
#include <sstream>
#include <stdexcept>

namespace sharedfate {
namespace {

constexpr int poll_period_ms = 20;

struct Pipe {
  int read_end = -1, write_end = -1;
  Pipe() {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("pipe2");
    read_end = ends[0];
    write_end = ends[1];
    fcntl(read_end, F_SETFL, O_NONBLOCK);
  }
  ~Pipe() {
    close(read_end);
    close_write_end();
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  void close_write_end() {
    if (write_end >= 0) close(write_end);
    write_end = -1;
  }
  void append_to(std::string& text) const {
    std::array<char, 4096> buffer{};
    for (;;) {
      const ssize_t count = read(read_end, buffer.data(), buffer.size());
      if (count <= 0) return;
      text.append(buffer.data(), static_cast<std::size_t>(count));
    }
  }
};

/// The test's own environment without displays, plus `added`.
std::vector<std::string> environment_with(const std::vector<std::string>& added) {
  std::vector<std::string> environment;
  for (char** each = environ; *each != nullptr; ++each) {
    const bool display =
        std::strncmp(*each, "DISPLAY=", 8) == 0 || std::strncmp(*each, "WAYLAND_DISPLAY=", 16) == 0;
    if (!display) environment.emplace_back(*each);
  }
  environment.insert(environment.end(), added.begin(), added.end());
  return environment;
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

int spawn_program(const std::vector<std::string>& words, const ProgramSettings& settings,
                  const Pipe& output, const Pipe& errors) {
  const std::string program =
      settings.program.empty() ? testing::built_program("sharedfate") : settings.program;
  std::vector<std::string> arguments{program};
  arguments.insert(arguments.end(), words.begin(), words.end());
  std::vector<std::string> environment = environment_with(settings.environment);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  switch (settings.output) {
    case OutputTarget::captured:
      posix_spawn_file_actions_adddup2(&actions, output.write_end, STDOUT_FILENO);
      break;
    case OutputTarget::closed:
      posix_spawn_file_actions_addclose(&actions, STDOUT_FILENO);
      break;
    case OutputTarget::full_device:
      posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/full", O_WRONLY, 0);
      break;
  }
  posix_spawn_file_actions_adddup2(&actions, errors.write_end, STDERR_FILENO);
  int pid = 0;
  const int error = posix_spawn(&pid, program.c_str(), &actions, nullptr,
                                pointers_to(arguments).data(), pointers_to(environment).data());
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) throw std::runtime_error(std::string("posix_spawn: ") + std::strerror(error));
  return pid;
}

}  // namespace

std::vector<std::string> words_of(const std::string& line) {
  std::istringstream stream(line);
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

ProgramRun run_program(const std::vector<std::string>& words, const ProgramSettings& settings) {
  using Clock = std::chrono::steady_clock;
  Pipe output, errors;
  const int pid = spawn_program(words, settings, output, errors);
  output.close_write_end();
  errors.close_write_end();
  const int pidfd = static_cast<int>(syscall(SYS_pidfd_open, pid, 0));
  const auto limit = Clock::now() + std::chrono::seconds(settings.time_limit_s);

  ProgramRun run;
  for (bool ended = false; !ended;) {
    std::array<pollfd, 3> polled{
        {{pidfd, POLLIN, 0}, {output.read_end, POLLIN, 0}, {errors.read_end, POLLIN, 0}}};
    // Streams of which the end has been read would wake every poll.
    const bool streams = settings.output == OutputTarget::captured;
    poll(polled.data(), streams ? 3 : 1, poll_period_ms);
    ended = (polled[0].revents & POLLIN) != 0;
    output.append_to(run.output);
    errors.append_to(run.errors);
    if (!ended && settings.while_running) settings.while_running(pid);
    if (Clock::now() > limit) kill(pid, SIGKILL);
  }
  int status = 0;
  waitpid(pid, &status, 0);
  close(pidfd);
  output.append_to(run.output);
  errors.append_to(run.errors);
  if (WIFEXITED(status)) run.exit_status = WEXITSTATUS(status);
  if (WIFSIGNALED(status)) run.signal = WTERMSIG(status);
  return run;
}

}  // namespace sharedfate
