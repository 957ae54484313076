#pragma once

#include "core/experiment/experiment.h"

// A new experiment needs a file with its row, a declaration here and an entry in the table in
// experiment.cpp.
namespace sharedfate {

extern const ExperimentRow cells_experiment;
extern const ExperimentRow clock_experiment;
extern const ExperimentRow deadlock_experiment;
extern const ExperimentRow interleavings_experiment;
extern const ExperimentRow ipc_experiment;
extern const ExperimentRow memory_experiment;
extern const ExperimentRow philosophers_experiment;
extern const ExperimentRow producer_consumer_experiment;
extern const ExperimentRow race_experiment;
extern const ExperimentRow readers_writers_experiment;
extern const ExperimentRow scaling_experiment;
extern const ExperimentRow spawn_experiment;
extern const ExperimentRow stepping_experiment;

}  // namespace sharedfate
