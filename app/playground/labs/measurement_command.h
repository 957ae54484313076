#pragma once

#include <cstdint>
#include <variant>

#include "core/experiment/experiment.h"

// What a person asks of the bench, in the imperative; panels ask the Ui for it like for any other
// AppCommand.
namespace sharedfate {

/// Measures anew. What is being measured is cancelled first.
struct StartMeasurement {
  const ExperimentRow* experiment;
  Parameters parameters;
};
struct CancelMeasurement {};
/// Says what an experiment that goes by hand shall do next.
struct OrderMeasurement {
  std::uint64_t number;
};

using MeasurementCommand = std::variant<StartMeasurement, CancelMeasurement, OrderMeasurement>;

}  // namespace sharedfate
