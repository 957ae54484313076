#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "tests/bench/bare_ring_peer.h"
#include "tests/bench/comparisons.h"

namespace sharedfate::bench {

std::span<const ComparisonMaker> comparisons() {
  static constexpr std::array<ComparisonMaker, 4> makers = {event_comparison, throughput_comparison,
                                                            death_comparison, window_comparison};
  return makers;
}

namespace {

int run_all(const Settings& settings) {
  std::vector<RowOutcome> outcomes;
  std::vector<std::string> notes;
  for (const ComparisonMaker make : comparisons()) {
    const Comparison comparison = make(settings);
    if (!selected(settings, comparison)) continue;
    fmt::print(stderr, "measuring {} ({} rounds)\n", comparison.name, settings.rounds);
    for (RowOutcome& outcome : run(settings, comparison)) outcomes.push_back(std::move(outcome));
    notes.insert(notes.end(), comparison.notes.begin(), comparison.notes.end());
  }
  bool all_ran = true;
  for (const RowOutcome& outcome : outcomes) all_ran = all_ran && outcome.trouble.empty();
  if (settings.json) {
    fmt::print("{}\n",
               nlohmann::json{{"rounds", settings.rounds}, {"rows", to_json(outcomes)}}.dump(2));
  } else {
    fmt::print("{}\nMedians of {} rounds taken in turns.\n", to_table(outcomes), settings.rounds);
    for (const std::string& note : notes) fmt::print("{}\n", note);
  }
  return all_ran ? 0 : 1;
}

}  // namespace
}  // namespace sharedfate::bench

int main(int argument_count, char** arguments) {
  using namespace sharedfate::bench;
  if (argument_count == 4 && std::string(arguments[1]) == "bare-ring-worker") {
    return run_bare_ring_worker(std::atoi(arguments[2]),
                                static_cast<std::size_t>(std::atoi(arguments[3])));
  }
  Settings settings;
  settings.program_directory =
      std::filesystem::read_symlink("/proc/self/exe").parent_path().string();
  CLI::App app(
      "Measures Shared Fate beside its peers and prints one table. Exit 0 whatever the figures "
      "are; 1 when "
      "something could not run.");
  app.add_option("--rounds", settings.rounds, "rounds of each comparison")
      ->check(CLI::Range(1, 10'000))
      ->capture_default_str();
  app.add_option("--tasks", settings.tasks, "empty tasks per round")
      ->check(CLI::Range(1'000, 1'000'000'000))
      ->capture_default_str();
  app.add_option("--python-tasks", settings.python_tasks, "the same for Python's pools")
      ->check(CLI::Range(100, 10'000'000))
      ->capture_default_str();
  app.add_option("--filter", settings.filter,
                 "run only what has this in its name, e.g. events, throughput, pidfd");
  app.add_flag("--json", settings.json, "print JSON");
  CLI11_PARSE(app, argument_count, arguments);
  std::signal(SIGPIPE, SIG_IGN);  // writing to a script that has ended is to be an error
  return run_all(settings);
}
