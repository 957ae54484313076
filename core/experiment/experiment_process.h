#pragma once

#include <string>
#include <vector>

#include "core/experiment/experiment.h"

namespace sharedfate {

/// The experiment's end of the message socket in its process.
constexpr int experiment_observer_descriptor = 3;

/// The words that make the lane program run an experiment. `parent_pid`: of the observer, as the
/// new process sees it (0 from inside a namespace).
std::vector<std::string> experiment_arguments(const ExperimentRow& row,
                                              const Parameters& parameters, int parent_pid);

/// The role "experiment" of the lane program: a guard, single-threaded, that starts the measuring
/// process and ends it, and everything below it, as soon as the observer's end of the socket is
/// closed. The measuring process has no other thread and watches nothing: what it measures is
/// undisturbed.
int run_experiment_process(const std::vector<std::string>& arguments);

}  // namespace sharedfate
