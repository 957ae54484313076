#pragma once

#include <deque>
#include <string>
#include <string_view>

#include "app/playground/command/argument_parser.h"
#include "app/playground/command/lab_command.h"

namespace sharedfate {

/// `lab` and, below it, one subcommand an experiment, whose options are its parameters. The parser
/// keeps addresses of what is in here: it stays where it is.
class LabSyntax {
 public:
  /// Adds it all to `program`. `json` is where --json is noted.
  void add_to(const Subcommand& program, bool& json);

  [[nodiscard]] const Subcommand& subcommand() const { return lab_; }
  /// `chosen` is `lab` itself or one of its experiments.
  [[nodiscard]] bool owns(const Subcommand& chosen) const;

  /// What was asked for. Precondition: `chosen` is one of the experiments.
  [[nodiscard]] Result<LabCommand> read(const Subcommand& chosen) const;

 private:
  struct Experiment {
    const ExperimentRow* row = nullptr;
    Subcommand subcommand;
    std::deque<ValueOption> values;  ///< by parameter
    ValueOption timeout, csv;
    bool no_namespaces = false;
  };

  Subcommand lab_;
  std::deque<Experiment> experiments_;
};

}  // namespace sharedfate
