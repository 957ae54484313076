#pragma once

#include <cstdint>
#include <variant>

#include "core/experiment/experiment.h"

// Commands to the measurement runner. Panels pass them to Ui::ask(), like every other AppCommand.
namespace sharedfate {

/// Starts a measurement; the one under way is cancelled first.
struct StartMeasurement {
  const ExperimentRow* experiment;
  Parameters parameters;
};
struct CancelMeasurement {};
/// Sends an order to an experiment that is run by hand; that experiment defines the numbers.
struct OrderMeasurement {
  std::uint64_t number;
};

using MeasurementCommand = std::variant<StartMeasurement, CancelMeasurement, OrderMeasurement>;

}  // namespace sharedfate
