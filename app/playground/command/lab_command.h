#pragma once

#include "core/measure/measurement_run.h"

namespace sharedfate {

/// `sharedfate lab NAME`.
struct LabCommand {
  const ExperimentRow* experiment = nullptr;
  Parameters parameters;
  MeasurementOptions options;
  bool json = false;
  /// Where the figures of all charts go as CSV: a path, or "-" for standard output, which then has
  /// nothing else. Empty: nowhere.
  std::string csv_file;
};
/// `sharedfate lab`.
struct LabListCommand {
  bool json = false;
};

/// Runs an experiment, prints what was measured and returns the exit status: success when
/// everything was. Ctrl-C ends it in order; what was found until then is printed.
int lab_command(const LabCommand& command);

/// Prints which experiments there are. Returns the exit status.
int lab_list_command(const LabListCommand& command);

}  // namespace sharedfate
