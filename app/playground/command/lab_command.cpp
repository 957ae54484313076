#include "app/playground/command/commands.h"

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/base/write_file.h"
#include "core/chart/chart_csv.h"
#include "core/measure/measurement_chart.h"
#include "core/measure/measurement_text.h"
#include "core/report/json_text.h"
#include "core/system/terminal.h"

namespace sharedfate {
namespace {

using Json = nlohmann::ordered_json;

std::string output_text(const LabCommand& command, const Measurement& measurement) {
  return command.json ? json_text(measurement_json(measurement)) : measurement_text(measurement);
}

void complain(const LabCommand& command, const Error& error) {
  write_error(fmt::format("sharedfate lab {}: {}\n", command.experiment->name, error.text()));
}

bool goes_to_output(const LabCommand& command) { return command.csv_file == "-"; }

/// Opens the CSV file, and creates or empties it according to `mode`.
Result<std::FILE*> open_csv(const std::string& file, const char* mode) {
  std::FILE* const stream = std::fopen(file.c_str(), mode);
  if (stream != nullptr) return stream;
  return system_error("write the figures to " + file,
                      "name a file in a folder that can be written to");
}

/// Whether the CSV file could be written, so that it is known before the measurement and not after
/// it. Leaves no file where there was none, and leaves what is in one.
Status check_csv(const std::string& file) {
  std::error_code unknown;
  const bool was_there = std::filesystem::symlink_status(file, unknown).type() !=
                         std::filesystem::file_type::not_found;
  const auto stream = open_csv(file, "abe");
  if (!stream) return stream.error();
  std::fclose(stream.value());
  if (!was_there) std::filesystem::remove(file, unknown);
  return Done{};
}

Status write_csv(const std::string& file, const std::string& text) {
  const auto stream = open_csv(file, "wbe");
  if (!stream) return stream.error();
  return write_and_close(stream.value(), text, "write the figures to " + file);
}

/// False if something could not be written; the error has been printed.
bool write_results(const LabCommand& command, const Measurement& measurement) {
  const bool wants_csv = !command.csv_file.empty();
  const std::string csv = wants_csv ? charts_csv(charts_of(measurement)) : "";
  if (goes_to_output(command)) return write_output(csv);
  const bool written = write_output(output_text(command, measurement));
  if (!wants_csv) return written;
  // What has failed may have found nothing.
  if (measurement.state == MeasurementState::failed && measurement.series.empty()) return false;
  const Status saved = write_csv(command.csv_file, csv);
  if (!saved) complain(command, saved.error());
  return written && saved;
}

}  // namespace

int lab_command(const LabCommand& command) {
  if (!command.csv_file.empty() && !goes_to_output(command)) {
    if (const Status possible = check_csv(command.csv_file); !possible) {
      complain(command, possible.error());
      return exit_failure;
    }
  }
  const InterruptWatch interrupt;
  const bool show = error_is_terminal();
  const std::string name(command.experiment->name);
  const auto measured = measure(
      *command.experiment, command.parameters,
      [&](const Measurement& so_far) {
        if (show) write_progress(fmt::format("{}: {:.0f} %", name, so_far.progress * 100));
        return !interrupt.interrupted();
      },
      command.options);
  if (show) write_progress("");
  if (!measured) {
    complain(command, measured.error());
    return exit_failure;
  }
  const Measurement& measurement = measured.value();
  const bool written = write_results(command, measurement);
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
  return write_output(command.json ? json_text({{"labs", list}}) : text) ? exit_success
                                                                         : exit_failure;
}

}  // namespace sharedfate
