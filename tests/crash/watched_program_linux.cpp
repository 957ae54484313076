#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <spawn.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>

#include "core/base/number.h"
#include "tests/crash/watched_program.h"
#include "tests/lane/kernel_facts.h"

namespace sharedfate::testing {

WatchedProgram::WatchedProgram(const std::vector<std::string>& command) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
    ADD_FAILURE() << "no pipe";
    return;
  }
  output_ = Descriptor(ends[0]);
  const Descriptor input(ends[1]);
  std::vector<std::string> words = command;
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, input.get(), STDOUT_FILENO);
  const int error =
      ::posix_spawn(&pid_, words[0].c_str(), &actions, nullptr, arguments.data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  if (error != 0) ADD_FAILURE() << "cannot start " << command[0];
}

bool WatchedProgram::read_until(const std::string& line, int limit_ms) {
  const auto limit = std::chrono::steady_clock::now() + std::chrono::milliseconds(limit_ms);
  while (true) {
    for (std::size_t end = rest_.find('\n'); end != std::string::npos; end = rest_.find('\n')) {
      const std::string found = rest_.substr(0, end);
      rest_.erase(0, end + 1);
      take_line(found);
      if (!line.empty() && found == line) return true;
    }
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(limit - std::chrono::steady_clock::now());
    pollfd readable{output_.get(), POLLIN, 0};
    if (left.count() <= 0 || ::poll(&readable, 1, static_cast<int>(left.count())) <= 0)
      return false;
    std::array<char, 4096> text{};
    const ssize_t size = ::read(output_.get(), text.data(), text.size());
    if (size <= 0) return false;
    rest_.append(text.data(), static_cast<std::size_t>(size));
  }
}

void WatchedProgram::take_line(const std::string& line) {
  lines_.push_back(line);
  const auto pid = parse_number(line);
  if (!pid) return;
  Descriptor watch = watch_process(static_cast<int>(*pid));
  if (watch.valid()) watched_.push_back(std::move(watch));
}

void WatchedProgram::kill(int signal) const { ::kill(pid_, signal); }

}  // namespace sharedfate::testing
