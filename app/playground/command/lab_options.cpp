#include "app/playground/command/lab_options.h"

#include <fmt/format.h>

#include "app/playground/command/option_values.h"

namespace sharedfate {
namespace {

constexpr const char* description =
    "Measure what threads and processes share and what it costs, without a window. Alone it lists "
    "what can be measured.\n"
    "Exit status: 0 everything was measured; 1 something was not, or it was interrupted; 2 bad "
    "usage.";

/// The placeholder for a value in the help.
std::string type_of(const ParameterRow& row) {
  if (row.kind == ParameterKind::number) return "N";
  return row.kind == ParameterKind::word ? "WORD" : "LETTERS";
}

std::string help_of(const ParameterRow& row) {
  return fmt::format("{}: {}. Default: {}", row.sentence, allowed_text(row),
                     row.standard.empty() ? "none" : row.standard);
}

}  // namespace

void LabSyntax::add_to(const Subcommand& program, bool& json) {
  lab_ = program.add_subcommand("lab", description);
  lab_.add_flag(json, "--json", "Print the list as JSON");
  for (const ExperimentRow& row : experiments()) {
    if (row.by_hand) continue;
    Experiment& experiment = experiments_.emplace_back();
    experiment.row = &row;
    const Subcommand subcommand =
        lab_.add_subcommand(std::string(row.name), std::string(row.sentence));
    experiment.subcommand = subcommand;
    for (const ParameterRow& parameter : row.parameters) {
      subcommand.add_value(experiment.values.emplace_back(), "--" + std::string(parameter.name),
                           type_of(parameter), help_of(parameter));
    }
    subcommand.add_value(
        experiment.timeout, "--timeout", "S",
        fmt::format("Give up after S seconds. Default: {}", MeasurementOptions{}.limit_ms / 1000));
    subcommand.add_value(experiment.csv, "--csv", "FILE",
                         "Write the figures of all charts into a file, in base units; without a "
                         "FILE, or to '-', they are all that is printed",
                         true);
    subcommand.add_flag(json, "--json", "Print one JSON object instead of text");
    subcommand.add_flag(experiment.no_namespaces, "--no-namespaces",
                        "Behave as where user namespaces are denied");
  }
}

bool LabSyntax::owns(const Subcommand& chosen) const {
  return chosen == lab_ || chosen.parent() == lab_;
}

Result<LabCommand> LabSyntax::read(const Subcommand& chosen) const {
  const Experiment* asked = nullptr;
  for (const Experiment& each : experiments_) {
    if (each.subcommand == chosen) asked = &each;
  }
  assert(asked != nullptr);
  Parameters parameters(asked->row->parameters);
  for (std::size_t i = 0; i < asked->values.size(); ++i) {
    if (!asked->values[i].given) continue;
    auto set = parameters.set(asked->row->parameters[i].name, asked->values[i].text);
    if (!set) return set.error();
  }
  if (auto possible = check_parameters(*asked->row, parameters); !possible) return possible.error();
  LabCommand command{.experiment = asked->row,
                     .parameters = parameters,
                     .options = {},
                     .json = false,
                     .csv_file = {}};
  command.options.use_namespaces = !asked->no_namespaces;
  if (asked->timeout.given) {
    auto limit = read_seconds("--timeout", asked->timeout.text, 1, measurement_limit_ms_max);
    if (!limit) return limit.error();
    command.options.limit_ms = limit.value();
  }
  if (asked->csv.given)
    command.csv_file = asked->csv.text.empty() ? std::string("-") : asked->csv.text;
  return command;
}

}  // namespace sharedfate
