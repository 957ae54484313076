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
  std::string program;  ///< path; empty: the one that was built
  OutputTarget output = OutputTarget::captured;
  std::vector<std::string>
      environment;  ///< "NAME=VALUE"; beside the test's own, without any display
  /// Called with the program's pid about every 20 ms while it runs; may be empty.
  std::function<void(int pid)> while_running;
  int time_limit_s = 60;  ///< it is killed after that
};

/// The words of a command line in which blanks part them.
std::vector<std::string> words_of(const std::string& line);

/// Runs sharedfate with these words and waits for its end.
ProgramRun run_program(const std::vector<std::string>& words, const ProgramSettings& settings = {});

}  // namespace sharedfate
