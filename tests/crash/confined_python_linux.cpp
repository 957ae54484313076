#include "tests/crash/confined_python.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <functional>
#include <sstream>

#include "core/system/descriptor.h"
#include "tests/support/built_program.h"

namespace sharedfate::testing {
namespace {

constexpr const char* python = "/usr/bin/python3";
constexpr const char* user_nobody = "user=65534";
constexpr auto time_limit = std::chrono::seconds(120);
constexpr std::size_t most_output = 1 << 20;

int start(std::vector<std::string> words, int output) {
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions, output, STDERR_FILENO);
  int pid = 0;
  const int error = ::posix_spawn(&pid, arguments[0], &actions, nullptr, arguments.data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  EXPECT_EQ(error, 0) << "cannot start " << words[0];
  return error == 0 ? pid : 0;
}

/// Reads until `enough` holds or all writers have closed. False: time limit or error.
bool read_until(int input, std::string& text, const std::function<bool()>& enough) {
  const auto limit = std::chrono::steady_clock::now() + time_limit;
  while (!enough()) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(limit - std::chrono::steady_clock::now());
    pollfd readable{input, POLLIN, 0};
    if (left.count() <= 0 || ::poll(&readable, 1, static_cast<int>(left.count())) <= 0)
      return false;
    std::array<char, 4096> piece{};
    const ssize_t size = ::read(input, piece.data(), piece.size());
    if (size <= 0) return size == 0;
    if (text.size() < most_output) text.append(piece.data(), static_cast<std::size_t>(size));
  }
  return true;
}

void sort_lines(const std::string& output, ConfinedRun& run) {
  std::istringstream lines(output);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("part "))
      run.parts.push_back(line.substr(5));
    else if (line.starts_with("enough "))
      run.enough = line == "enough 1";
    else if (line.starts_with("dies with its parent "))
      run.dies_with_parent = line == "dies with its parent 1";
    else
      run.printed += line + '\n';
  }
}

ConfinedRun run(const std::vector<std::string>& words) {
  ConfinedRun result;
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return ADD_FAILURE() << "no pipe", result;
  const Descriptor input(ends[0]);
  Descriptor writer(ends[1]);
  const int pid = start(words, writer.get());
  writer.reset();
  if (pid == 0) return result;
  std::string output;
  result.ended = read_until(input.get(), output, [] { return false; });
  if (!result.ended) ::kill(pid, SIGKILL);
  int status = 0;
  ::waitpid(pid, &status, 0);
  if (WIFEXITED(status)) result.exit_code = WEXITSTATUS(status);
  // A supervisor reports its child's signal as a shell does.
  constexpr int shell_base = 128;
  if (WIFSIGNALED(status))
    result.signal = WTERMSIG(status);
  else if (result.exit_code > shell_base)
    result.signal = result.exit_code - shell_base;
  sort_lines(output, result);
  return result;
}

}  // namespace

std::string ConfinedRun::part(const std::string& name) const {
  for (const std::string& each : parts) {
    if (each.starts_with(name + ' ')) return each.substr(name.size() + 1);
  }
  return "";
}

namespace {

std::vector<std::string> confined_words(const std::string& code,
                                        const std::vector<std::string>& options, ConfinedAs as) {
  std::vector<std::string> words{built_program("confined")};
  if (as != ConfinedAs::myself && ::getuid() == 0) words.emplace_back(user_nobody);
  if (as != ConfinedAs::outside_lane) words.emplace_back("lane=2");
  words.insert(words.end(), options.begin(), options.end());
  words.insert(words.end(), {"--", python, "-I", "-c", code});
  return words;
}

}  // namespace

ConfinedRun run_confined(const std::string& code, const std::vector<std::string>& options,
                         ConfinedAs as) {
  return run(confined_words(code, options, as));
}

std::vector<std::string> run_confined_at_once(std::size_t times, const std::string& code) {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
    return ADD_FAILURE() << "no socket", std::vector<std::string>{};
  Descriptor own(ends[0]), theirs(ends[1]);
  std::vector<int> pids;
  for (std::size_t i = 0; i < times; ++i)
    pids.push_back(start(confined_words(code, {}, ConfinedAs::myself), theirs.get()));
  theirs.reset();
  std::string output;
  const auto printed = [&] {
    ConfinedRun all;
    sort_lines(output.substr(0, output.rfind('\n') + 1), all);  // whole lines
    std::istringstream text(all.printed);
    std::vector<std::string> lines;
    for (std::string line; std::getline(text, line);) lines.push_back(line);
    return lines;
  };
  const bool all = read_until(own.get(), output, [&] { return printed().size() >= times; });
  EXPECT_TRUE(all) << "only " << printed().size() << " have printed a line";
  own.reset();
  for (const int pid : pids) {
    if (pid == 0) continue;
    if (!all) ::kill(pid, SIGKILL);
    ::waitpid(pid, nullptr, 0);
  }
  return printed();
}

ConfinedRun run_free(const std::string& code) { return run({python, "-I", "-c", code}); }

std::string cannot_confine() {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  return "a sanitizer's shadow needs more address space than any limit leaves";
#else
  const ConfinedRun probe = run_confined("print('runs')");
  if (probe.enough) return "";
  std::string reason = "this machine does not confine fully:";
  for (const std::string& part : probe.parts) {
    if (part.find(" reached") == std::string::npos) reason += " " + part + ";";
  }
  return reason + " " + probe.printed;
#endif
}

}  // namespace sharedfate::testing
