#include "app/playground/command/lab_command.h"

#include <fmt/format.h>

#include "app/playground/command/run_command.h"
#include "app/playground/command/terminal.h"
#include "core/measure/measurement_text.h"

namespace sharedfate {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* clear_line = "\r\x1b[K";

std::string output_text(const LabCommand& command, const Measurement& measurement) {
  return command.json ? measurement_json(measurement).dump(2) + "\n"
                      : measurement_text(measurement);
}

}  // namespace

int lab_command(const LabCommand& command) {
  const InterruptWatch interrupt;
  const bool show = error_is_terminal();
  const std::string name(command.experiment->name);
  const auto measured = measure(
      *command.experiment, command.parameters,
      [&](const Measurement& so_far) {
        if (show)
          write_error(fmt::format("{}{}: {:.0f} %", clear_line, name, so_far.progress * 100));
        return !interrupt.interrupted();
      },
      command.options);
  if (show) write_error(clear_line);
  if (!measured) {
    write_error(fmt::format("sharedfate lab {}: {}\n", name, measured.error().text()));
    return exit_failure;
  }
  const Measurement& measurement = measured.value();
  const bool written = write_output(output_text(command, measurement));
  if (measurement.state == MeasurementState::cancelled)
    write_error(fmt::format("sharedfate lab {}: interrupted at {:.0f} %\n", name,
                            measurement.progress * 100));
  return measurement.state == MeasurementState::done && written ? exit_success : exit_failure;
}

int lab_list_command(const LabListCommand& command) {
  Json list = Json::array();
  std::string text;
  for (const ExperimentRow& row : experiments()) {
    if (row.by_hand) continue;
    text += fmt::format("{:<16}{}\n", row.name, row.sentence);
    Json parameters = Json::array();
    for (const ParameterRow& each : row.parameters) {
      text += fmt::format("{:<16}  --{:<16}{}: {}; {} if left out\n", "", each.name, each.sentence,
                          allowed_text(each), each.standard.empty() ? "nothing" : each.standard);
      parameters.push_back(Json{{"name", each.name},
                                {"sentence", each.sentence},
                                {"allowed", allowed_text(each)},
                                {"standard", each.standard}});
    }
    list.push_back(Json{
        {"name", row.name}, {"sentence", row.sentence}, {"parameters", std::move(parameters)}});
  }
  if (!command.json) text += "\nMeasure: sharedfate lab NAME [--json]\n";
  return write_output(command.json ? list.dump(2) + "\n" : text) ? exit_success : exit_failure;
}

}  // namespace sharedfate
