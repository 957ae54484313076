#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "core/base/result.h"
#include "core/experiment/experiment_report.h"
#include "core/experiment/parameters.h"

// Experiments measure what threads and processes share and what that costs. One file each (rows.h).
namespace sharedfate {

/// One row of the table of experiments. `run` is called in a process of its own, on its only
/// thread. What it starts must have ended when it returns, and must end with its process if that
/// dies: processes are to be started with fork_child() or spawn(), or waited for at once.
struct ExperimentRow {
  std::string_view name;      ///< the word on the command line
  std::string_view sentence;  ///< one sentence for the class
  std::span<const ParameterRow> parameters;
  /// Checks whether values that are allowed one by one can be combined, and whether this machine
  /// can run them. Called before anything is started. Null: there is nothing to check.
  Status (*check)(const Parameters& parameters) = nullptr;
  /// Measures and reports while it goes on. Returns an error if the measurement cannot be
  /// continued; a part that cannot be measured is reported as a note.
  Status (*run)(const Parameters& parameters, ExperimentReport& report) = nullptr;
  /// It waits for a person's orders, which a command does not send.
  bool by_hand = false;
};

std::span<const ExperimentRow> experiments();
/// The row's index in that table, which is in each of its records. Precondition: it is in there.
std::uint32_t experiment_index(const ExperimentRow& row);

/// The row of that name. The error lists the names of all rows and the nearest one.
Result<const ExperimentRow*> find_experiment(std::string_view name);

/// Calls `row.check`; success if it is null.
Status check_parameters(const ExperimentRow& row, const Parameters& parameters);

}  // namespace sharedfate
