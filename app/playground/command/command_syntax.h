#pragma once

#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace sharedfate {

/// An option with one value, still in its words.
struct ValueOption {
  CLI::Option* option = nullptr;
  std::string text;
  [[nodiscard]] bool given() const { return option != nullptr && option->count() > 0; }
};

/// What the window and `run` have in common.
struct SharedOptions {
  std::vector<std::string> lanes;
  ValueOption workload, tasks, tempo, seed, deadline;
  bool no_namespaces = false;
};

/// The options and subcommands, what the help says of each, and the words that were found for them.
/// The parser keeps addresses of what is in here: it stays where it is.
class CommandSyntax {
 public:
  CommandSyntax();
  CommandSyntax(const CommandSyntax&) = delete;
  CommandSyntax& operator=(const CommandSyntax&) = delete;

  CLI::App app;
  CLI::App* run = nullptr;
  CLI::App* faults = nullptr;
  CLI::App* workloads = nullptr;
  CLI::App* lanes = nullptr;

  SharedOptions window_shared, run_shared;
  ValueOption size, theme, scale, demo, screenshot, after, observe;
  bool paused = false, no_motion = false;
  std::vector<std::string> fault_capsules;
  ValueOption timeout;
  bool json = false;

  /// The subcommand that was chosen, else the app itself.
  [[nodiscard]] const CLI::App& chosen() const;

 private:
  void add_shared(CLI::App& to, SharedOptions& options, const std::string& tasks_default,
                  const std::string& tempo_default);
  void add_window_options();
  void add_run();
  CLI::App* add_list(const std::string& name, const std::string& sentence);
};

}  // namespace sharedfate
