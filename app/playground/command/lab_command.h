#pragma once

#include "core/measure/measurement_run.h"

namespace sharedfate {

/// `sharedfate lab NAME`.
struct LabCommand {
  const ExperimentRow* experiment = nullptr;
  Parameters parameters;
  MeasurementOptions options;
  bool json = false;
  /// Path of a CSV file for the figures of all charts; "-" for standard output, which then gets
  /// nothing else. Empty: no CSV.
  std::string csv_file;
};
/// `sharedfate lab`.
struct LabListCommand {
  bool json = false;
};

/// Runs the experiment, prints the result and returns the exit status: exit_success if the
/// measurement was completed and all output was written. SIGINT and SIGTERM end it early; what was
/// measured until then is printed.
int lab_command(const LabCommand& command);

/// Prints the list of experiments, except those that are operated by hand. Returns the exit status.
int lab_list_command(const LabListCommand& command);

}  // namespace sharedfate
