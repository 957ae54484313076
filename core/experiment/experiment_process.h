#pragma once

#include <string>
#include <vector>

#include "core/experiment/experiment.h"

namespace sharedfate {

/// The descriptor of the message socket to the observer in the experiment's processes.
constexpr int experiment_observer_descriptor = 3;

/// The arguments with which the lane program runs an experiment. `parent_pid`: the observer's PID
/// as the new process sees it (0 in a PID namespace of its own).
std::vector<std::string> experiment_arguments(const ExperimentRow& row,
                                              const Parameters& parameters, int parent_pid);

/// The role "experiment" of the lane program: a single-threaded guard that starts the measuring
/// process and kills it and everything below it as soon as the observer's end of the socket is
/// closed. The guard also reports the death of the measuring process, which therefore needs no
/// thread of its own for either: what it measures is undisturbed. Returns the exit status.
int run_experiment_process(const std::vector<std::string>& arguments);

}  // namespace sharedfate
