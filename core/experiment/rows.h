#pragma once

#include "core/experiment/experiment.h"

// One row a file, one line here, one line in the table of experiment.cpp: that is all a new
// experiment needs.
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
