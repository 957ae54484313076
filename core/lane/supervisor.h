#pragma once

#include <string>
#include <vector>

#include "core/wire/supervisor_options.h"

namespace sharedfate {

/// Grace period of a lane that is asked to stop; then it is killed.
constexpr int stop_grace_ms = 1000;

/// The role "supervisor" of the lane program. Single-threaded, runs no task: starts and reaps the
/// lane process, forwards requests and reports.
int run_supervisor(const std::vector<std::string>& arguments);

}  // namespace sharedfate
