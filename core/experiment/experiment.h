#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "core/base/result.h"
#include "core/experiment/experiment_report.h"
#include "core/experiment/parameters.h"

// What is shared and what it costs, measured: one experiment a file (rows.h).
namespace sharedfate {

/// One row of the table of experiments. `run` is called in a process of its own, on its only
/// thread; whatever it starts must end with it: threads that are joined, processes started by
/// fork_child() or spawn().
struct ExperimentRow {
  std::string_view name;      ///< the word on the command line
  std::string_view sentence;  ///< one sentence for the audience
  std::span<const ParameterRow> parameters;
  /// Says whether values that are allowed each can be had together, and on this machine. Called
  /// before anything is started. Null: they always can.
  Status (*check)(const Parameters& parameters) = nullptr;
  /// Measures, and reports as it goes on. An error: why nothing more can be measured. What cannot
  /// be measured while the rest can is a note.
  Status (*run)(const Parameters& parameters, ExperimentReport& report) = nullptr;
  /// It goes by hand: it waits for orders, and is of no use to a command.
  bool by_hand = false;
};

std::span<const ExperimentRow> experiments();
/// The row's place in that table, by which records name it.
std::uint32_t experiment_index(const ExperimentRow& row);

/// The row of that name. The error lists what there is and the nearest word.
Result<const ExperimentRow*> find_experiment(std::string_view name);

/// What `row.check` says.
Status check_parameters(const ExperimentRow& row, const Parameters& parameters);

}  // namespace sharedfate
