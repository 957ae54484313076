#pragma once

#include <deque>
#include <string>
#include <string_view>

#include "app/playground/command/argument_parser.h"
#include "app/playground/command/commands.h"

namespace sharedfate {

/// The subcommand `lab` with one subcommand per experiment, whose options are the experiment's
/// parameters. Must not be moved: the parser keeps addresses of its members.
class LabSyntax {
 public:
  /// Adds them to `program`. --json sets `json`, which must outlive the parser.
  void add_to(const Subcommand& program, bool& json);

  [[nodiscard]] const Subcommand& subcommand() const { return lab_; }
  /// Whether `chosen` is `lab` itself or one of its experiments.
  [[nodiscard]] bool owns(const Subcommand& chosen) const;

  /// The command for `chosen`, or why its values are not allowed. Precondition: `chosen` is one of
  /// the experiments.
  [[nodiscard]] Result<LabCommand> read(const Subcommand& chosen) const;

 private:
  struct Experiment {
    const ExperimentRow* row = nullptr;
    Subcommand subcommand;
    std::deque<ValueOption> values;  ///< one per parameter, in the order of the row
    ValueOption timeout, csv;
    bool no_namespaces = false;
  };

  Subcommand lab_;
  std::deque<Experiment> experiments_;
};

}  // namespace sharedfate
