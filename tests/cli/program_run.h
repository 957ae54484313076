#pragma once

#include <functional>
#include <string>
#include <vector>

namespace sharedfate {

/// How a program ended and what it wrote.
struct ProgramRun {
  int exit_status = -1;  ///< -1: it did not exit by itself
  int signal = 0;        ///< 0: none
  std::string output, errors;
};

enum class OutputTarget { captured, closed, full_device };

struct ProgramSettings {
  std::string program;  ///< path; empty: the built sharedfate
  OutputTarget output = OutputTarget::captured;
  std::vector<std::string>
      environment;  ///< "NAME=VALUE"; added to the test's own, from which displays are removed
  /// Called with the program's PID about every 20 ms while it runs; may be empty.
  std::function<void(int pid)> while_running;
  int time_limit_s = 60;  ///< seconds after which it is killed
};

/// Splits a command line at white space.
std::vector<std::string> words_of(const std::string& line);

/// Runs sharedfate, or `settings.program`, with these words and waits for its end.
ProgramRun run_program(const std::vector<std::string>& words, const ProgramSettings& settings = {});

}  // namespace sharedfate
