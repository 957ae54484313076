#pragma once

#include <deque>
#include <string>
#include <string_view>

#include "app/playground/command/lab_command.h"
#include "app/playground/command/value_option.h"

namespace sharedfate {

/// `lab` and, below it, one subcommand an experiment, whose options are its parameters. The parser
/// keeps addresses of what is in here: it stays where it is.
class LabSyntax {
 public:
  /// Adds it all to `app`. `json` is where --json is noted.
  void add_to(CLI::App& app, bool& json);

  [[nodiscard]] const CLI::App* app() const { return app_; }
  /// `chosen` is `lab` itself or one of its experiments.
  [[nodiscard]] bool owns(const CLI::App& chosen) const;

  /// What was asked for. Precondition: `chosen` is one of the experiments.
  [[nodiscard]] Result<LabCommand> read(const CLI::App& chosen) const;

 private:
  struct Experiment {
    const ExperimentRow* row = nullptr;
    CLI::App* app = nullptr;
    std::deque<ValueOption> values;  ///< by parameter
    ValueOption timeout, csv;
    bool no_namespaces = false;
  };

  CLI::App* app_ = nullptr;
  std::deque<Experiment> experiments_;
};

}  // namespace sharedfate
