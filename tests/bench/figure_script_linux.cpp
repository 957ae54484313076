#include "tests/bench/figure_script.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace sharedfate::bench {

Result<std::unique_ptr<FigureScript>> FigureScript::start(const std::string& script,
                                                          std::string argument) {
  std::array<int, 2> requests{}, figures{};
  if (pipe2(requests.data(), O_CLOEXEC) != 0) return system_error("make a pipe to python3");
  if (pipe2(figures.data(), O_CLOEXEC) != 0) return system_error("make a pipe from python3");
  std::unique_ptr<FigureScript> started(new FigureScript);
  started->to_python_ = requests[1];
  started->from_python_ = figures[0];

  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, requests[0], STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, figures[1], STDOUT_FILENO);
  started->script_ = script;
  std::string program = "/usr/bin/python3", path = SHAREDFATE_BENCH_SCRIPTS "/" + script;
  char* arguments[] = {program.data(), path.data(), argument.data(), nullptr};
  const int error =
      posix_spawn(&started->pid_, program.c_str(), &actions, nullptr, arguments, environ);
  posix_spawn_file_actions_destroy(&actions);
  ::close(requests[0]);
  ::close(figures[1]);
  if (error != 0) {
    started->pid_ = 0;
    errno = error;
    return system_error("start /usr/bin/python3", "install the package python3");
  }
  return started;
}

FigureScript::~FigureScript() {
  if (to_python_ >= 0) ::close(to_python_);  // at the end of its input the script ends
  if (from_python_ >= 0) ::close(from_python_);
  if (pid_ > 0) waitpid(pid_, nullptr, 0);
}

Result<double> FigureScript::measure(const std::string& name, std::uint64_t count) {
  const std::string request = name + " " + std::to_string(count) + "\n";
  if (write(to_python_, request.data(), request.size()) != static_cast<ssize_t>(request.size())) {
    return system_error("ask " + script_ + " for " + name);
  }
  std::string answer;
  char letter = 0;
  while (read(from_python_, &letter, 1) == 1 && letter != '\n') answer += letter;
  char* end = nullptr;
  const double figure = std::strtod(answer.c_str(), &end);
  if (answer.empty() || *end != '\0') {
    return Error{"get '" + name + "' from " + script_, answer.empty() ? "it ended early" : answer,
                 ""};
  }
  return figure;
}

}  // namespace sharedfate::bench
