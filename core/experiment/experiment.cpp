#include "core/experiment/experiment.h"

#include <array>

#include "core/base/table.h"
#include "core/experiment/rows.h"

namespace sharedfate {

std::span<const ExperimentRow> experiments() {
  static const std::array rows{
      clock_experiment,
      memory_experiment,
      cells_experiment,
      interleavings_experiment,
      race_experiment,
      deadlock_experiment,
      philosophers_experiment,
      producer_consumer_experiment,
      readers_writers_experiment,
      stepping_experiment,
      spawn_experiment,
      ipc_experiment,
      scaling_experiment,
  };
  return rows;
}

std::uint32_t experiment_index(const ExperimentRow& row) {
  const auto rows = experiments();
  for (std::uint32_t i = 0; i < rows.size(); ++i) {
    if (rows[i].name == row.name) return i;
  }
  assert(false && "an experiment outside of the table");
  return 0;
}

Result<const ExperimentRow*> find_experiment(std::string_view name) {
  return find_row(experiments(), "experiment", name);
}

Status check_parameters(const ExperimentRow& row, const Parameters& parameters) {
  return row.check == nullptr ? Status(Done{}) : row.check(parameters);
}

}  // namespace sharedfate
